-- What the reports need beyond Quarto's own Markdown; Quarto and its twin both run this filter.
--
--   ::: {.tarjetas}   a table: a column per card, its head the label, then a row of values and one of details
--   ::: {.columnas}   holds ::: {.columna}, side by side; those that are empty leave
--   ::: {.descargo}   small print
--
-- In PDF it also sets the widths of a table's columns by what they hold, unless tbl-colwidths does, and
-- gives formulas within a line an alternative text. In HTML it keeps short cells on one line.

local TYPST = FORMAT:match("typst") ~= nil
local WIDEST, MARGIN = 34, 3 -- of a column, in characters
local SHORT, SHORT_HEAD = 18, 10 -- a cell of so many characters or fewer is not broken

local function raw(text) return pandoc.RawBlock("typst", text) end
local function quoted(text) return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"') .. '"' end

-- A call of a Typst function whose arguments are contents.
local function call(name, contents)
  local out = pandoc.Blocks({ raw("#" .. name .. "(") })
  for _, content in ipairs(contents) do
    out:insert(raw("["))
    out:extend(content)
    out:insert(raw("],"))
  end
  out:insert(raw(")"))
  return out
end

local function cards(div)
  local first = div.content[1]
  if not first or first.t ~= "Table" then
    error("the cards (.tarjetas) must be one table, a column per card", 0)
  end
  local tab = pandoc.utils.to_simple_table(first)
  if #tab.rows ~= 2 then
    error("the table of cards (.tarjetas) needs two rows: values and details", 0)
  end
  local out = pandoc.Blocks({})
  for i, label in ipairs(tab.headers) do
    local value, detail = tab.rows[1][i], tab.rows[2][i]
    if TYPST then
      local card = call("tarjeta", { label, value, detail })
      card[1] = raw("tarjeta(")
      out:extend(card)
      out:insert(raw(","))
    else
      out:insert(pandoc.Div({
        pandoc.Div(label, { class = "etiqueta" }),
        pandoc.Div(value, { class = "valor" }),
        pandoc.Div(detail, { class = "detalle" }),
      }, { class = "tarjeta" }))
    end
  end
  if not TYPST then return pandoc.Div(out, { class = "tarjetas" }) end
  out:insert(1, raw("#tarjetas("))
  out:insert(raw(")"))
  return out
end

local function columns(div)
  local held = div.content:filter(function(block)
    return block.t == "Div" and block.classes:includes("columna") and #block.content > 0
  end)
  if #held == 0 then return {} end
  if #held == 1 then return held[1].content end
  held = held:map(function(column)
    return column:walk({ Image = function(image)
      image.attributes.width = "100%"
      return image
    end })
  end)
  if not TYPST then
    div.content = held
    return div
  end
  return call("columnas", held:map(function(column) return column.content end))
end

local function words_of(blocks)
  local text = pandoc.utils.stringify(blocks)
  local longest = 0
  for word in text:gmatch("%S+") do longest = math.max(longest, utf8.len(word) or #word) end
  return utf8.len(text) or #text, longest
end

-- Quarto may still have the attribute in the caption.
local function widths_asked(tab)
  return tab.attributes["tbl-colwidths"] or pandoc.utils.stringify(tab.caption.long):match("tbl%-colwidths")
end

local function widths(tab)
  if widths_asked(tab) then return nil end
  local simple, wide, total = pandoc.utils.to_simple_table(tab), {}, 0
  for i, head in ipairs(simple.headers) do
    local _, most = words_of(head)
    for _, row in ipairs(simple.rows) do most = math.max(most, (words_of(row[i]))) end
    wide[i] = math.min(most, WIDEST) + MARGIN
    total = total + wide[i]
  end
  for i, spec in ipairs(tab.colspecs) do tab.colspecs[i] = { spec[1], wide[i] / total } end
  return tab
end

local function keep_short_cells_whole(rows, limit)
  for _, row in ipairs(rows) do
    for _, cell in ipairs(row.cells) do
      if words_of(cell.contents) <= limit then cell.classes:insert("corto") end
    end
  end
end

local function unbroken(tab)
  if not widths_asked(tab) then
    for i, spec in ipairs(tab.colspecs) do tab.colspecs[i] = { spec[1] } end
  end
  keep_short_cells_whole(tab.head.rows, SHORT_HEAD)
  for _, body in ipairs(tab.bodies) do keep_short_cells_whole(body.body, SHORT) end
  return tab
end

local function formula(math)
  if not TYPST or math.mathtype ~= "InlineMath" then return nil end
  local written = pandoc.write(pandoc.Pandoc({ pandoc.Plain({ math }) }), "typst"):gsub("%s+$", "")
  return pandoc.RawInline("typst", "#math.equation(alt: " .. quoted(math.text) .. ", " .. written .. ")")
end

local function div(el)
  if el.classes:includes("tarjetas") then return cards(el) end
  if el.classes:includes("columnas") then return columns(el) end
  if el.classes:includes("descargo") and TYPST then return call("descargo", { el.content }) end
end

return { { Div = div, Table = TYPST and widths or unbroken, Math = formula } }

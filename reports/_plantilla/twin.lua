-- Gives pandoc alone the subset of Quarto that the reports use: conditional content, captions and cross
-- references of figures, tables and equations, callouts. Runs after informe.lua.

local TYPST = FORMAT:match("typst") ~= nil
local HTML = FORMAT:match("html") ~= nil
local KINDS = { fig = true, tbl = true, eq = true }
local CALLOUTS = { "note", "tip", "important", "warning", "caution" }
local COLOURS = { -- by which Quarto tells the template what kind of callout it is
  note = "#0758E5", tip = "#00A047", important = "#CC1914", warning = "#EB9113", caution = "#FC5300",
}

local stringify = pandoc.utils.stringify
local meta, titles, prefixes = {}, {}, {}
local number, counted = {}, { fig = 0, tbl = 0, eq = 0 }

local function raw(text) return pandoc.RawBlock("typst", text) end
local function quoted(text) return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"') .. '"' end
local function kind_of(id)
  local kind = (id or ""):match("^(%a+)%-")
  return KINDS[kind] and kind or nil
end
local function typst_of(block)
  return (pandoc.write(pandoc.Pandoc({ block }), "typst"):gsub("^%s+", ""):gsub("%s+$", ""))
end

-- 1. What is in the document at all. -------------------------------------------------------------

local function remember(given)
  meta = given
  for kind in pairs(KINDS) do
    local words = given.crossref or {}
    titles[kind] = words[kind .. "-title"] and stringify(words[kind .. "-title"]) or kind
    prefixes[kind] = words[kind .. "-prefix"] and stringify(words[kind .. "-prefix"]) or titles[kind]
  end
end

local function is_set(path)
  local value = meta
  for key in path:gmatch("[^.]+") do
    value = type(value) == "table" and value[key] or nil
  end
  return value == true
end

local function holds(div)
  local format, flag = div.attributes["when-format"], div.attributes["when-meta"]
  if format == "html" and not HTML then return false end
  if (format == "typst" or format == "pdf") and not TYPST then return false end
  return flag == nil or is_set(flag)
end

local function choose(div)
  local visible, hidden = div.classes:includes("content-visible"), div.classes:includes("content-hidden")
  if not (visible or hidden) then return nil end
  if holds(div) == visible then return div.content end
  return {}
end

-- 2. Numbers, in the order of the document. -------------------------------------------------------

local function count(id)
  local kind = kind_of(id)
  if kind and not number[id] then
    counted[kind] = counted[kind] + 1
    number[id] = counted[kind]
  end
end

local function equation_id(para)
  for _, inline in ipairs(para.content) do
    local id = inline.t == "Str" and inline.text:match("^{#(eq%-[%w_-]+)}$")
    if id then return id end
  end
end

-- 3. What Quarto would write. ---------------------------------------------------------------------

local function float(id, body, caption)
  local kind = kind_of(id)
  if TYPST then
    local out = pandoc.Blocks({ raw("#figure([") })
    out:extend(body)
    out:insert(raw("], caption: figure.caption(position: " .. (kind == "tbl" and "top" or "bottom") .. ", ["))
    out:insert(pandoc.Plain(caption))
    out:insert(raw(']), kind: "quarto-float-' .. kind .. '", supplement: ' .. quoted(titles[kind]) .. ")\n<" .. id .. ">\n"))
    return out
  end
  local text = pandoc.Inlines({ pandoc.Strong(titles[kind] .. "\u{a0}" .. number[id] .. "."), pandoc.Space() })
  text:extend(caption)
  local out = pandoc.Blocks({
    pandoc.RawBlock("html", '<figure id="' .. id .. '" class="float ' .. kind .. '"><figcaption>'),
    pandoc.Plain(text),
    pandoc.RawBlock("html", '</figcaption>\n<div class="desliza" tabindex="0">'),
  })
  out:extend(body)
  out:insert(pandoc.RawBlock("html", "</div>\n</figure>"))
  return out
end

local function sized(tab)
  local asked = tab.attributes["tbl-colwidths"]
  tab.attributes["tbl-colwidths"] = nil
  if not asked then return tab end
  local wide, total = {}, 0
  for share in asked:gmatch("[%d.]+") do
    wide[#wide + 1] = tonumber(share)
    total = total + tonumber(share)
  end
  for i, spec in ipairs(tab.colspecs) do
    if wide[i] then tab.colspecs[i] = { spec[1], wide[i] / math.max(total, 100) } end
  end
  return tab
end

-- pandoc puts each table into a figure of its own; Quarto does not.
local function bare(tab)
  local inner = typst_of(tab):match("^#figure%(%s*align%(center%)%[(#table%(.*%))%]%s*,%s*kind:%s*table%s*%)$")
  return inner and raw(inner) or tab
end

local function tabled(tab)
  local id, caption = tab.identifier, pandoc.utils.blocks_to_inlines(tab.caption.long)
  tab = sized(tab)
  tab.caption, tab.identifier = pandoc.Caption({}), ""
  local body = TYPST and bare(tab) or tab
  if kind_of(id) then return float(id, pandoc.Blocks({ body }), caption) end
  return TYPST and body or pandoc.Div({ body }, { class = "desliza", tabindex = "0" })
end

local function figured(figure)
  local id, caption = figure.identifier, pandoc.utils.blocks_to_inlines(figure.caption.long)
  if not kind_of(id) then return nil end
  local body = figure.content:walk({
    Image = function(image)
      local alt = image.attributes["fig-alt"] or stringify(image.caption)
      image.attributes["fig-alt"], image.title = nil, ""
      if TYPST then
        local width = image.attributes.width
        return pandoc.RawInline("typst", "#box(image(" .. quoted(image.src) .. ", alt: " .. quoted(alt)
          .. (width and ", width: " .. width or "") .. "))")
      end
      image.caption = { pandoc.Str(alt) }
      return image
    end,
  })
  return float(id, body, caption)
end

local function equation(para)
  local display = para.content:find_if(function(inline)
    return inline.t == "Math" and inline.mathtype == "DisplayMath"
  end)
  if not display then return nil end
  local id = equation_id(para)
  if TYPST then
    return raw("#math.equation(block: true, alt: " .. quoted(display.text)
      .. (id and ', numbering: "(1)", ' or ", ") .. typst_of(pandoc.Plain({ display })) .. ")"
      .. (id and "<" .. id .. ">" or ""))
  end
  local shown = pandoc.Inlines({ display })
  if id then shown:extend({ pandoc.Space(), pandoc.Str("(" .. number[id] .. ")") }) end
  return pandoc.Div({ pandoc.Para(shown) }, { id = id or "", class = "ecuacion" })
end

local function callout(div, kind)
  local title, body = pandoc.Inlines({}), div.content
  if div.attributes.title then
    title = pandoc.utils.blocks_to_inlines(pandoc.read(div.attributes.title, "markdown").blocks)
  elseif body[1] and body[1].t == "Header" then
    title = body[1].content
    body:remove(1)
  end
  if TYPST then
    local out = pandoc.Blocks({ raw("#callout(title: ["), pandoc.Plain(title),
      raw('], icon_color: rgb("' .. COLOURS[kind] .. '"), body: [') })
    out:extend(body)
    out:insert(raw("])"))
    return out
  end
  return pandoc.Div({
    pandoc.Div({ pandoc.Plain(title) }, { class = "callout-title" }),
    pandoc.Div(body, { class = "callout-body" }),
  }, { class = "callout callout-" .. kind })
end

local function divided(div)
  for _, kind in ipairs(CALLOUTS) do
    if div.classes:includes("callout-" .. kind) then return callout(div, kind) end
  end
end

local function cited(cite)
  local out = pandoc.Inlines({})
  for i, one in ipairs(cite.citations) do
    local kind = kind_of(one.id)
    if not (kind and number[one.id]) then error("@" .. one.id .. " leads nowhere", 0) end
    if i > 1 then out:insert(pandoc.Str(", ")) end
    local alone = one.mode == "SuppressAuthor"
    if TYPST then
      local supplement = alone and "none" or "[" .. prefixes[kind] .. "]"
      out:insert(pandoc.RawInline("typst", "#ref(<" .. one.id .. ">, supplement: " .. supplement .. ")"))
    else
      out:insert(pandoc.Link((alone and "" or prefixes[kind] .. "\u{a0}") .. number[one.id], "#" .. one.id))
    end
  end
  return out
end

return {
  { Meta = remember },
  { Div = choose },
  {
    traverse = "topdown",
    Figure = function(figure) count(figure.identifier) end,
    Table = function(tab) count(tab.identifier) end,
    Para = function(para) count(equation_id(para)) end,
  },
  { Para = equation, Table = tabled, Figure = figured },
  { Div = divided, Cite = cited },
}

"""The dashboard: frames in, blocks out; blocks become a page, a terminal's tables or Markdown."""

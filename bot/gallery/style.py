"""How the page looks: our own plain CSS that imitates a terminal, dark text on white; platforms add theirs."""

CSS = """
* { box-sizing: border-box; }
body { margin: 0; padding: 16px; background: #fff; color: #1d1c1d;
  font: 15px/1.46 "Helvetica Neue", Arial, "DejaVu Sans", sans-serif; }
h1 { font-size: 22px; margin: 0 0 8px; }
h2 { font-size: 16px; margin: 32px 0 2px; border-top: 1px solid #ccc; padding-top: 12px; }
h3 { font-size: 12px; margin: 0 0 4px; color: #5c5b5c; font-weight: 600; }
p.where { margin: 0 0 8px; color: #5c5b5c; font-size: 13px; }
nav { columns: 3 300px; font-size: 13px; margin: 12px 0; }
nav a { display: block; color: #0b4f8a; }
.columns { display: flex; flex-wrap: wrap; gap: 16px; align-items: flex-start; }
.column { width: 390px; }
.shot { width: 390px; padding: 10px 12px; border: 1px solid #ddd; background: #fff; overflow: hidden; }
.said { width: 390px; margin: 6px 0 0; padding: 6px 8px; background: #f5f5f5; font-size: 12px; }
.said ol { margin: 0; padding-left: 24px; }
.said li { overflow-wrap: anywhere; }
.console { font: 12.5px/1.5 "DejaVu Sans Mono", Menlo, Consolas, monospace; }
.console pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }
"""

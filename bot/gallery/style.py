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
.shot p, .shot ul, .shot ol { margin: 0 0 4px; white-space: pre-wrap; overflow-wrap: anywhere; }
.shot ul, .shot ol { padding-left: 28px; white-space: normal; }
.shot img { display: block; width: 100%; margin: 4px 0; border: 1px solid #ddd; }
.shot .file { border: 1px solid #bbb; border-radius: 6px; padding: 6px 10px; margin: 4px 0; overflow-wrap: anywhere; }
.apart { margin-top: 8px; padding-top: 6px; border-top: 1px dashed #999; }
.hint { overflow-wrap: anywhere; color: #5c5b5c; font-size: 12px; }
.row { display: flex; flex-wrap: wrap; gap: 8px; margin: 6px 0; }
.button { display: inline-block; max-width: 100%; overflow-wrap: anywhere; text-align: center; }
.field { margin: 0 0 12px; }
.field .label { font-weight: 700; overflow-wrap: anywhere; }
.field .box { border: 1px solid #888; border-radius: 4px; padding: 6px 10px; min-height: 36px;
  white-space: pre-wrap; overflow-wrap: anywhere; background: #fff; }
.field .long { min-height: 72px; }
.field .menu::after { content: "\\25BE"; float: right; }
.modal { border: 1px solid #999; border-radius: 8px; padding: 12px; margin-bottom: 8px; }
.modal .title { font-weight: 700; font-size: 18px; margin-bottom: 10px; overflow-wrap: anywhere; }
.modal .foot { text-align: right; margin-top: 12px; }
.name { font-weight: 700; margin-bottom: 2px; }
.name span { font-weight: 400; font-size: 11px; border-radius: 3px; padding: 0 4px; margin-left: 4px; }

.console { font: 12.5px/1.5 "DejaVu Sans Mono", Menlo, Consolas, monospace; }
.console pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }
"""

/** The whole look of the page. It stands in the page itself, and the page's policy knows it by its hash. */
export const style: string = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --paper: #fff; --band: #f4f6f8; --link: #0550ae; --warn: #8a3a00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9aa5b1; --line: #373e47; --paper: #12161b; --band: #1a2027; --link: #79b8ff; --warn: #ffb077; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1rem; font: 16px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
h1 { font-size: 1.4rem; margin: 0 0 .5rem; }
h2 { font-size: 1.1rem; margin: 1.5rem 0 .5rem; }
.soft { color: var(--soft); }
.warn { color: var(--warn); font-weight: 600; }
form.filters, fieldset { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; border: 1px solid var(--line); border-radius: .5rem; padding: .75rem; margin: 0 0 1rem; background: var(--band); }
legend { font-weight: 600; padding: 0 .25rem; }
label { display: grid; gap: .2rem; font-size: .9rem; }
label.tick { display: flex; align-items: center; justify-content: center; min-width: 44px; min-height: 44px; }
input, select, button, textarea { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--soft); border-radius: .35rem; padding: .4rem .6rem; min-height: 44px; max-width: 100%; }
input[type="checkbox"] { width: 1.25rem; height: 1.25rem; min-height: 0; }
button { cursor: pointer; font-weight: 600; }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: start; vertical-align: top; padding: .5rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th, .kept { white-space: nowrap; }
td.number, th.number { text-align: end; white-space: nowrap; }
.tag { display: inline-block; border: 1px solid var(--line); border-radius: 1rem; padding: 0 .5rem; font-size: .85rem; white-space: nowrap; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; background: var(--paper); padding: .5rem; }
@media (max-width: 44rem) {
  thead { position: absolute; left: -100rem; }
  tr, td { display: block; }
  tr { border: 1px solid var(--line); border-radius: .5rem; margin: 0 0 .75rem; padding: .25rem; }
  td { border: 0; padding: .2rem .4rem; }
  td.number { text-align: start; }
  label.tick { justify-content: start; }
  td[data-name]::before { content: attr(data-name) ": "; color: var(--soft); }
  dl { grid-template-columns: 1fr; }
}
`;

/** The colours, light and dark as the reader's system is. */
export const palette = `:root { color-scheme: light dark; --paper: #ffffff; --card: #f6f7f9; --ink: #1b1f24; --muted: #59636e; --line: #d5dae0;
  --accent: #0b57a4; --series-1: #0b62b8; --series-2: #b04a00; --series-3: #2e7d32; --series-4: #8e24aa; --series-5: #b71c1c; --series-6: #5d4037; }
@media (prefers-color-scheme: dark) { :root { --paper: #14171b; --card: #1d2127; --ink: #e8ebee; --muted: #a3adb8; --line: #3a424b;
  --accent: #8cc2ff; --series-1: #6fb1ff; --series-2: #ffa766; --series-3: #81c784; --series-4: #d39be6; --series-5: #ff8a80; --series-6: #bcaaa4; } }
`;

/** The style of a report: light and dark as the reader's system is, for wide and narrow screens and print. */
export const style = `
${palette}@media print { :root { color-scheme: light; --paper: #ffffff; --card: #ffffff; --ink: #000000; --muted: #444444; --line: #bbbbbb;
  --accent: #000000; --series-1: #0b62b8; --series-2: #b04a00; --series-3: #2e7d32; --series-4: #8e24aa; --series-5: #b71c1c; --series-6: #5d4037; }
  figure, table, .headline > div { break-inside: avoid; } h2, h3 { break-after: avoid; } main .scroll, main details .scroll, main .long .scroll { overflow: visible; max-height: none; } nav { display: none; } }
* { box-sizing: border-box; }
body { margin: 0; overflow-wrap: anywhere; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main, header, footer { max-width: 72rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2rem; } footer { padding-bottom: 3rem; color: var(--muted); }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .25rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 0 0 .5rem; }
p { max-width: 48rem; } .note, .lead { color: var(--muted); } .note { font-size: .875rem; margin: .5rem 0; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; list-style: none; margin: 1rem 0 0; padding: 0; }
a { color: var(--accent); }
.headline { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; margin: 1.5rem 0 0; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1.25rem 2.5rem; align-items: start; } .pair > div { min-width: 0; }
.headline > div { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; }
.headline dt { color: var(--muted); font-size: .875rem; }
.headline dd { margin: 0; } .headline .value { font-size: 1.6rem; font-weight: 600; font-variant-numeric: tabular-nums; line-height: 1.3; }
.headline .span { color: var(--muted); font-size: .875rem; white-space: nowrap; font-variant-numeric: tabular-nums; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1.25rem; }
figure { margin: 0; padding: 1rem; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; min-width: 0; }
figure svg { display: block; width: 100%; max-width: 32rem; height: auto; }
details { margin-top: .5rem; } summary { cursor: pointer; color: var(--accent); font-size: .875rem; }
details .scroll { max-height: 20rem; } .long .scroll { max-height: 32rem; } .long thead th { position: sticky; top: 0; background: var(--paper); }
.scroll { overflow: auto; } .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.pair + .scroll { margin-top: 1.5rem; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .3rem .75rem; border-bottom: 1px solid var(--line); white-space: nowrap; }
th:first-child { text-align: left; padding-left: 0; } thead th { font-weight: 600; } tbody th { font-weight: normal; }
.confusion thead th:not(:first-child) { text-align: center; }
.confusion td { min-width: 6rem; text-align: center; background: color-mix(in srgb, var(--series-1) var(--part), var(--card)); }
.confusion td .count { display: block; font-size: 1.1rem; font-weight: 600; } .confusion th:first-child { padding-right: 1rem; }
.facts { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .25rem 1.25rem; margin: 0; font-size: .9rem; }
.facts dt { color: var(--muted); } .facts dd { margin: 0; }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(8rem, 1fr)); gap: 1rem; list-style: none; padding: 0; }
.pairs { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr)); gap: 1rem 2rem; list-style: none; padding: 0; } .pairs li { display: flex; gap: .5rem; } .side { flex: 1 1 0; min-width: 0; }
.pictures li, .side { font-size: .8rem; } .pictures img, .side img { width: 100%; aspect-ratio: 1; object-fit: contain; background: var(--card); border-radius: .25rem; }
@media (max-width: 30rem) { .facts { grid-template-columns: 1fr; } .facts dd { margin-bottom: .4rem; } figure { padding: .75rem; } th, td { padding: .3rem .5rem; } }
`;

/** Colours, type and the frame of every page. Teal is SMH, indigo is Accurate Online, everywhere. */
export const BASE = `
:root {
	color-scheme: light dark;
	--ground: #f3f5f2; --surface: #fff; --ink: #17211d; --soft: #586660; --faint: #6b7872; --line: #e0e6e1; --track: #e9eeea;
	--smh: #0d7a66; --accurate: #3d5fc4; --dummy: #b5bfb9; --open: #c98a2b;
	--accent: #0d7a66; --on-accent: #fff; --good: #1f7a4d; --good-ground: #e3f3ea; --bad: #a8322a; --bad-ground: #fbe9e7;
	--warn: #8a5a0b; --warn-ground: #fdf3df;
	--shadow: 0 1px 2px rgb(23 33 29 / 5%), 0 6px 24px rgb(23 33 29 / 5%);
}
@media (prefers-color-scheme: dark) {
	:root {
		--ground: #0f1412; --surface: #171e1b; --ink: #e6ede9; --soft: #9caaa3; --faint: #85928b; --line: #28322d; --track: #222b27;
		--smh: #3cc2a6; --accurate: #8aa4f5; --dummy: #53605a; --open: #dba650;
		--accent: #3cc2a6; --on-accent: #05201a; --good: #6fd3a0; --good-ground: #15302a; --bad: #f19a92; --bad-ground: #3a1d1b;
		--warn: #e8bd70; --warn-ground: #332812;
		--shadow: none;
	}
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
	margin: 0; background: var(--ground); color: var(--ink);
	font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; font-variant-numeric: tabular-nums;
}
h1, h2, h3, p, ul, dl, dd { margin: 0; padding: 0; }
h1 { font-size: clamp(1.6rem, 1.2rem + 2vw, 2.1rem); line-height: 1.15; letter-spacing: -.02em; font-weight: 680; }
h2, h3 { font-size: 1.06rem; line-height: 1.3; font-weight: 640; letter-spacing: -.005em; }
h2.big { font-size: 1.35rem; letter-spacing: -.015em; }
a { color: var(--accent); text-underline-offset: .18em; text-decoration-thickness: .07em; }
small, .soft, .hint, .lead { color: var(--soft); }
.hint { font-size: .88rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 6px; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; z-index: 1; padding: .5rem 1rem; background: var(--surface); border-radius: 8px; }
.top, main { max-width: 70rem; margin: 0 auto; padding-inline: clamp(1rem, 4vw, 2rem); }
.top { display: flex; align-items: center; justify-content: space-between; gap: 1rem; padding-block: 1rem; }
.top nav { display: flex; align-items: center; gap: .35rem; font-size: .9rem; }
.top nav a, .quiet {
	display: inline-block; padding: .45rem .7rem; border: 0; border-radius: 8px; background: none; color: var(--soft); font: inherit;
	text-decoration: none; cursor: pointer;
}
.top nav a:hover, .quiet:hover { background: var(--track); color: var(--ink); }
.brand { display: flex; align-items: center; gap: .55rem; color: inherit; font-weight: 680; text-decoration: none; letter-spacing: -.01em; }
.mark { width: 1.7rem; height: 1.7rem; fill: none; stroke-width: 3.5; stroke-linecap: round; stroke-linejoin: round; }
.mark-a { stroke: var(--smh); } .mark-b { stroke: var(--accurate); }
main { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.1rem; padding-block: clamp(.5rem, 2vw, 1.5rem) 4rem; }
.heading { display: grid; gap: .3rem; }
.heading:not(:first-child) { margin-top: 1.6rem; }
.back + .heading:not(:first-child) { margin-top: -.4rem; }
.panel {
	min-width: 0; padding: clamp(1.1rem, 3vw, 1.5rem); border: 1px solid var(--line); border-radius: 16px; background: var(--surface);
	box-shadow: var(--shadow);
}
.dot { display: inline-block; width: .62em; height: .62em; margin-right: .5em; border-radius: 50%; }
.dot.smh { background: var(--smh); } .dot.accurate { background: var(--accurate); } .dot.dummy { background: var(--dummy); }
.plain { list-style: none; display: grid; gap: .3rem; overflow-wrap: anywhere; }
.empty { text-align: center; padding-block: 2.5rem; color: var(--soft); display: grid; gap: .4rem; }
.empty h2 { color: var(--ink); }
.notice { background: var(--warn-ground); border-color: transparent; display: grid; gap: .5rem; }
.notice h2 { color: var(--warn); }
.problem { padding: .55rem .8rem; border-radius: 10px; background: var(--bad-ground); color: var(--bad); overflow-wrap: anywhere; }
.foot { font-size: .9rem; }
`;

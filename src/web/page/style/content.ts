/** The cards of figures, the reasons with their sums, and the list of records. */
export const CONTENT = `
.cards, .whys { display: grid; gap: 1.1rem; }
.whys { grid-template-columns: repeat(auto-fit, minmax(min(19rem, 100%), 1fr)); }
@media (min-width: 52rem) { .cards { grid-template-columns: 1fr 1fr; } }
table { width: 100%; border-collapse: collapse; }
.figures { table-layout: fixed; }
.figures thead td { width: 26%; }
.card h2 { display: flex; align-items: center; margin-bottom: .35rem; font-size: 1.15rem; }
.figures th, .figures td { padding: .15rem 0 .15rem .6rem; text-align: right; font-weight: 400; white-space: nowrap; }
.figures thead th { color: var(--soft); font-size: .78rem; line-height: 1.2; vertical-align: bottom; white-space: normal; }
.figures tbody th { padding-left: 0; text-align: left; font-weight: 600; }
.figures tbody tr:not(.bars) > * { padding-top: .8rem; font-size: 1.12rem; }
.figures tbody tr:not(.bars) > th { font-size: 1rem; }
.figures .total { font-weight: 700; }
.figures .none { color: var(--faint); }
.figures td a { color: inherit; text-decoration-color: var(--dummy); }
.figures .bars td { padding: .2rem 0 0; }
.bar { display: block; width: 100%; height: .42rem; border-radius: 99px; background: var(--track); overflow: hidden; }
.bar .smh { fill: var(--smh); } .bar .accurate { fill: var(--accurate); } .bar .dummy { fill: var(--dummy); } .bar .open { fill: var(--open); }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; color: var(--soft); font-size: .88rem; }
.reasons { display: flex; flex-direction: column; }
.reasons.quiet-one { align-self: start; }
.reasons header { display: flex; align-items: baseline; justify-content: space-between; gap: 1rem; margin-bottom: .4rem; }
.reasons header p { color: var(--soft); font-size: .92rem; white-space: nowrap; }
.calm { color: var(--good); }
.why { list-style: none; margin-inline: -.6rem; }
.why a { display: flex; gap: .8rem; padding: .6rem; border-radius: 11px; color: inherit; text-decoration: none; }
.why a:hover { background: var(--track); }
.why a:hover .bar { background: var(--surface); }
.count { flex: 0 0 2.9rem; font-size: 1.3rem; line-height: 1.2; font-weight: 680; text-align: right; letter-spacing: -.01em; }
.what { flex: 1; min-width: 0; display: grid; gap: .15rem; }
.what strong { font-weight: 600; line-height: 1.35; }
.what small { font-size: .88rem; line-height: 1.4; }
.what .bar { height: .3rem; margin-top: .3rem; }
.sums { display: grid; gap: .45rem; margin-top: auto; padding-top: .9rem; font-size: .88rem; color: var(--soft); }
.sums { border-top: 1px solid var(--line); }
.why { padding-bottom: .9rem; }
.sums div { display: grid; gap: 0; }
.sums dt { font-size: .8rem; }
.sums dd { color: var(--ink); }
.sums b { font-weight: 700; }
.list th { padding: 0 .8rem .6rem 0; color: var(--soft); font-size: .82rem; font-weight: 500; text-align: left; }
.list td { padding: .6rem .8rem .6rem 0; border-top: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
.list .name { font-weight: 600; }
.list .code, .list .side, .list .since { white-space: nowrap; }
.list .side, .list .since, .list .detail { color: var(--soft); }
.list i { color: var(--soft); font-weight: 400; }
.list th:last-child, .list td:last-child { padding-right: 0; text-align: right; }
@media (max-width: 46rem) {
	.list thead { position: absolute; left: -999rem; }
	.list tr { display: grid; grid-template-columns: 1fr auto; gap: .1rem 1rem; padding-block: .75rem; border-top: 1px solid var(--line); }
	.list tbody tr:first-child { padding-top: 0; border-top: 0; }
	.list td { padding: 0; border: 0; }
	.list .name { grid-row: 1; grid-column: 1; }
	.list .side { grid-row: 1; grid-column: 2; font-size: .9rem; text-align: right; }
	.list .code { grid-row: 2; grid-column: 1; color: var(--soft); }
	.list .since { grid-row: 2; grid-column: 2; font-size: .9rem; }
	.list .reason, .list .detail { grid-column: 1 / -1; }
	.list .detail:empty { display: none; }
}
`;

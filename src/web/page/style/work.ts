/** The menu, conflicts, questions about records, changes, the history and the settings. */
export const WORK = `
.menu { max-width: 70rem; margin: -.4rem auto .4rem; padding-inline: clamp(1rem, 4vw, 2rem); }
.menu ul { display: flex; flex-wrap: wrap; gap: 0 1.4rem; list-style: none; border-bottom: 1px solid var(--line); }
.menu a { display: block; padding-block: .55rem; color: var(--soft); font-size: .93rem; text-decoration: none; white-space: nowrap; }
.menu a:hover { color: var(--ink); }
.menu a[aria-current] { color: var(--ink); font-weight: 640; box-shadow: inset 0 -2px var(--accent); }
.menu :focus-visible { outline-offset: -3px; }
.told-so { padding: .7rem 1rem; border-radius: 12px; background: var(--good-ground); color: var(--good); font-weight: 600; }
.told-so + .heading:not(:first-child) { margin-top: 0; }
.unseen { position: absolute; left: -999rem; }
.button.small { min-height: 0; padding: .38rem .85rem; font-size: .9rem; }
.link { padding: 0; border: 0; background: none; color: var(--accent); font: inherit; white-space: nowrap; text-decoration: underline; text-decoration-thickness: .07em; text-underline-offset: .18em; cursor: pointer; }
.link:disabled { opacity: .55; cursor: progress; }
.tools { display: flex; flex-wrap: wrap; gap: .6rem; justify-content: flex-end; }
.scroll { overflow-x: auto; }

.clashes { display: grid; gap: 1.1rem; grid-template-columns: repeat(auto-fill, minmax(min(22rem, 100%), 1fr)); }
.clash { display: grid; gap: .8rem; align-content: start; }
.clash header { display: grid; gap: .1rem; overflow-wrap: anywhere; }
.clash header p { font-size: .9rem; }
.versus { display: grid; gap: .5rem; }
.versus div { padding: .5rem .8rem; border: 1px solid var(--line); border-radius: 11px; overflow-wrap: anywhere; }
.versus .stands { border-color: transparent; background: var(--track); }
.versus dt { font-size: .84rem; color: var(--soft); }
.versus dd { font-weight: 600; }
.versus i { font-weight: 400; color: var(--soft); }
.clash .actions { align-self: end; }
.clash .button { flex: 1 1 auto; max-width: 100%; white-space: normal; overflow-wrap: anywhere; }

.question { display: grid; gap: .7rem; padding: .9rem 1rem; border-radius: 12px; background: var(--track); }
.question + .question { margin-top: .7rem; }
.question .button { background: var(--surface); }
.question .danger { background: var(--bad); }
.list .more > td { padding: 0 0 .8rem; border-top: 0; text-align: left; }
.list .act { white-space: nowrap; }
.compare { width: auto; min-width: min(100%, 30rem); font-size: .93rem; }
.compare tr { display: table-row !important; }
.compare tr :is(th, td) { padding: .28rem 1.2rem .28rem 0 !important; border-top: 1px solid var(--line); font-size: inherit; font-weight: 400; text-align: left !important; vertical-align: top; overflow-wrap: anywhere; }
.question .compare tr :is(th, td) { border-top: 1px solid var(--dummy); }
.compare thead { position: static !important; }
.compare thead tr th { border: 0 !important; color: var(--soft); font-size: .84rem; }
.compare tbody th { width: 9rem; color: var(--soft); }
.compare i { color: var(--soft); }
.compare .apart td, .compare .after { font-weight: 640 !important; }
.compare .before { color: var(--soft); }
.compare .before span { text-decoration: line-through; text-decoration-color: var(--dummy); }

.counts thead td { width: 34%; }
.counts tbody th { white-space: normal; }
.changes, .past { list-style: none; }
.past { margin-block: -.5rem; }
.change { padding-block: .75rem; border-top: 1px solid var(--line); }
.change:first-child { padding-top: 0; border-top: 0; } .change:last-child { padding-bottom: 0; }
.change .head { overflow-wrap: anywhere; }
.change summary { cursor: pointer; }
.change small { display: block; margin-top: .1rem; }
.change summary small { margin-left: 1.1rem; }
.change .compare { margin: .5rem 0 .3rem 1.1rem; }
.change .problem { margin-top: .5rem; }
.what-of { padding: .1rem .6rem; border-radius: 99px; background: var(--track); font-size: .84rem; white-space: nowrap; }
.what-of.create, .what-of.link { background: var(--good-ground); color: var(--good); }
.what-of.remove { background: var(--bad-ground); color: var(--bad); }

.past a { display: grid; grid-template-columns: 12.5rem 1fr; gap: .15rem 1rem; padding: .65rem .6rem; margin-inline: -.6rem; border-radius: 11px; color: inherit; text-decoration: none; }
.past a:hover { background: var(--track); } .past a:hover .fact { background: var(--surface); }
.past .when { color: var(--soft); white-space: nowrap; }
.past .facts { grid-column: 2; display: flex; flex-wrap: wrap; gap: .35rem; align-items: baseline; font-size: .95rem; }
.audit .when, .audit .who { color: var(--soft); white-space: nowrap; }
.audit th:last-child, .audit td:last-child { text-align: left; }

.settings { display: grid; gap: 1.1rem; }
.settings .panel { display: grid; gap: 1.1rem; }
.settings .row { display: grid; gap: 1.1rem; grid-template-columns: repeat(auto-fit, minmax(min(14rem, 100%), 1fr)); align-items: start; }
.field { display: grid; gap: .3rem; min-width: 0; margin: 0; padding: 0; border: 0; justify-items: start; }
.field > label:not(.option), .field legend { padding: 0; font-weight: 600; font-size: .93rem; }
.field legend { margin-bottom: .3rem; }
.field input:not([type]), .field textarea, .field select {
	width: 100%; max-width: 26rem; min-height: 2.75rem; padding: .55rem .8rem; border: 1px solid var(--dummy); border-radius: 11px; background: var(--ground);
	color: inherit; font: inherit;
}
.field textarea { resize: vertical; line-height: 1.4; }
.field [aria-invalid] { border-color: var(--bad) !important; }
.field .problem { font-size: .9rem; }
.option { display: flex; align-items: baseline; gap: .5rem; padding-block: .2rem; cursor: pointer; }
.option input { accent-color: var(--accent); }
.save { position: sticky; bottom: 0; padding-block: .8rem; background: linear-gradient(transparent, var(--ground) 35%); pointer-events: none; }
.save .button { pointer-events: auto; }
@media (max-width: 46rem) {
	.list .act { grid-column: 1 / -1; text-align: left; }
	.list .act:empty { display: none; }
	.list .more { display: block; padding-top: 0; border: 0; }
	.list .more > td { padding-bottom: .8rem; text-align: left; }
	.audit .when { grid-row: 2; grid-column: 1; font-size: .9rem; } .audit .who { grid-row: 2; grid-column: 2; font-size: .9rem; }
	.past a { grid-template-columns: 1fr; } .past .facts { grid-column: 1; }
	.compare tbody th { width: auto; min-width: 6rem; }
	.change .compare { margin-left: 0; }
}
.faults { display: grid; gap: .7rem; padding-left: 1.3rem; overflow-wrap: anywhere; }
.state { display: grid; align-content: start; gap: .6rem; }
.state h2 { font-size: 1.05rem; }
.state .good span { color: var(--good); }
.state .bad { color: var(--bad); }
.state .off { color: var(--soft); }
`;

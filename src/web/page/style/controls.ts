/** Buttons, chips, the sign-in form and the strip of the run. */
export const CONTROLS = `
.button {
	display: inline-block; min-height: 2.75rem; padding: .6rem 1.15rem; border: 1px solid var(--line); border-radius: 11px;
	background: var(--surface); color: var(--ink); font: inherit; font-weight: 600; line-height: 1.4; text-align: center;
	text-decoration: none; cursor: pointer; transition: background-color .15s, border-color .15s, filter .15s;
}
.button:hover { background: var(--track); }
.button:disabled { opacity: .55; cursor: progress; }
.primary { border-color: transparent; background: var(--accent); color: var(--on-accent); }
.primary:hover { background: var(--accent); filter: brightness(1.08); }
.danger { border-color: transparent; background: var(--bad); color: var(--surface); }
.danger:hover { background: var(--bad); filter: brightness(1.08); }
.told .problem { display: grid; gap: .5rem; margin-block: .4rem; }
.told .problem ul { padding-left: 1.1rem; display: grid; gap: .3rem; }
.message { display: grid; gap: 1rem; justify-items: start; max-width: 38rem; width: 100%; margin: 8vh auto 0; }
.sign-in { display: grid; gap: 1rem; max-width: 25rem; width: 100%; margin: 5vh auto 0; padding: clamp(1.5rem, 6vw, 2.4rem); }
.sign-in .mark { width: 2.75rem; height: 2.75rem; }
.sign-in form { display: grid; gap: .6rem; margin-top: .4rem; }
.sign-in label { font-weight: 600; font-size: .92rem; }
.sign-in input {
	width: 100%; min-height: 2.9rem; padding: .6rem .85rem; border: 1px solid var(--dummy); border-radius: 11px;
	background: var(--ground); color: inherit; font: inherit;
}
.sign-in input[aria-invalid] { border-color: var(--bad); }
.sign-in .button { margin-top: .35rem; }
.run { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 1rem 2rem; }
.told { display: grid; gap: .3rem; flex: 1 1 20rem; min-width: 0; }
.actions { display: flex; flex-wrap: wrap; gap: .6rem; }
.outcome { display: flex; flex-wrap: wrap; align-items: baseline; gap: .4rem; margin-top: .3rem; }
.fact { padding: .16rem .65rem; border-radius: 99px; background: var(--track); font-size: .9rem; }
.badge {
	display: inline-block; margin-left: .3em; padding: .1em .65em; border-radius: 99px; background: var(--warn-ground);
	color: var(--warn); font-size: .8rem; font-weight: 600; vertical-align: .08em;
}
.badge.done { background: var(--good-ground); color: var(--good); }
.badge.failed { background: var(--bad-ground); color: var(--bad); }
progress { width: 100%; height: .5rem; margin-block: .35rem; border: 0; border-radius: 99px; overflow: hidden; background: var(--track); accent-color: var(--accent); appearance: none; }
progress::-webkit-progress-bar { background: var(--track); }
progress::-webkit-progress-value { background: var(--accent); border-radius: 99px; transition: inline-size .6s ease; }
progress::-moz-progress-bar { background: var(--accent); border-radius: 99px; }
progress:indeterminate { animation: breathe 1.6s ease-in-out infinite; background: var(--dummy); }
@keyframes breathe { 50% { opacity: .4; } }
@media (prefers-reduced-motion: reduce) { *, *::before, *::after { animation: none !important; transition: none !important; } }
.chips { display: flex; flex-wrap: wrap; gap: .45rem; }
.chip {
	padding: .38rem .85rem; border: 1px solid var(--line); border-radius: 99px; background: var(--surface); color: inherit;
	text-decoration: none; line-height: 1.35;
}
.chip:hover { background: var(--track); }
.chip b { color: var(--soft); font-weight: 600; }
.chip[aria-current] { border-color: transparent; background: var(--ink); color: var(--ground); }
.chip[aria-current] b { color: inherit; opacity: .7; }
.chips.small { font-size: .88rem; }
@media (max-width: 34rem) {
	.chips { flex-wrap: nowrap; overflow-x: auto; margin-inline: -1rem; padding: .2rem 1rem; scrollbar-width: none; }
	.chip { flex: none; }
}
.pager { display: flex; gap: .6rem; justify-content: flex-end; }
.back { font-size: .92rem; }
@media (max-width: 34rem) { .run .actions { width: 100%; } .run .actions .button { flex: 1 0 auto; } }
`;

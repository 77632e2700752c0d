/** Colours of both schemes, the frame of the page, and what everything shares. */
export const BASE_CSS = `
:root {
	color-scheme: light dark;
	--page: #f3f2ee; --surface: #ffffff; --sunken: #f8f7f4; --ink: #1e2530; --soft: #667080; --line: #e4e1da;
	--accent: #2764c4; --accent-ink: #ffffff; --smh: #0b7f72; --accurate: #b4502f; --good: #1f8a5b; --bad: #b93a32; --warn: #9a6b00;
	--chat: #e9eef1; --own: #d8ebff; --own-ink: #12314f; --flash: #fff0bf; --shadow: 0 1px 2px #1e253012, 0 4px 16px #1e25300a;
	--font: "Inter", system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
}
@media (prefers-color-scheme: dark) {
	:root {
		--page: #121519; --surface: #1a1f25; --sunken: #161a1f; --ink: #e6e9ed; --soft: #97a2b0; --line: #2a313a;
		--accent: #6ea4f4; --accent-ink: #0d1b2e; --smh: #45c1b1; --accurate: #e58e6b; --good: #56c490; --bad: #f0827a; --warn: #dcb04a;
		--chat: #13191e; --own: #234566; --own-ink: #e8f2fc; --flash: #4a431f; --shadow: 0 1px 2px #0006;
	}
}
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
html, body { height: 100%; }
body {
	margin: 0; display: flex; flex-direction: column; height: 100dvh; overflow: hidden;
	background: var(--page); color: var(--ink); font: 14px/1.45 var(--font); -webkit-font-smoothing: antialiased;
}
h1, h2, h3, p { margin: 0; font-size: inherit; }
button, input, select, textarea { font: inherit; color: inherit; }
button { cursor: pointer; }
button:disabled { cursor: default; opacity: .5; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.icon { width: 18px; height: 18px; flex: none; fill: currentColor; }
.icon.line { fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }

.button {
	display: inline-flex; align-items: center; gap: 6px; height: 34px; padding: 0 14px; border-radius: 9px; white-space: nowrap;
	border: 1px solid var(--line); background: var(--surface); font-weight: 550; text-decoration: none; color: var(--ink);
	transition: background .15s, border-color .15s, filter .15s;
}
.button:hover:not(:disabled) { border-color: color-mix(in srgb, var(--line), var(--ink) 25%); }
.button.primary { background: var(--accent); border-color: transparent; color: var(--accent-ink); }
.button.primary:hover:not(:disabled) { filter: brightness(1.07); }
.button.quiet { background: none; border-color: transparent; }
.button.quiet:hover:not(:disabled) { background: color-mix(in srgb, var(--ink), transparent 93%); }
.button.danger { background: var(--bad); border-color: transparent; color: var(--surface); }
.button.danger.quiet { background: none; color: var(--bad); }
.button .icon { width: 16px; height: 16px; margin-left: -4px; }
input:not([type=checkbox], [type=radio]), select, textarea {
	width: 100%; min-width: 0; padding: 6px 10px; border: 1px solid var(--line); border-radius: 9px; background: var(--surface);
}
input::placeholder, textarea::placeholder { color: color-mix(in srgb, var(--soft), transparent 20%); }
select { height: 34px; padding-right: 6px; }

.top { display: flex; align-items: center; gap: 20px; padding: 12px 20px; }
.brand { display: flex; align-items: center; gap: 10px; }
.logo, .avatar { display: grid; place-items: center; border-radius: 50%; color: #fff; background: linear-gradient(135deg, #0b7f72, #2764c4 55%, #b4502f 130%); }
.logo { width: 34px; height: 34px; }
.top h1 { font-size: 18px; font-weight: 700; letter-spacing: -.01em; white-space: nowrap; }
.top h1 span { font-weight: 400; color: var(--soft); }
.note { flex: 1; color: var(--soft); font-size: 13px; line-height: 1.35; text-wrap: balance; max-width: 66ch; }
.scenario { display: flex; gap: 6px; margin-left: auto; }
.scenario label { display: flex; align-items: center; gap: 8px; font-size: 13px; color: var(--soft); }
.scenario select { color: var(--ink); }
.scenario select { min-width: 118px; }

main { flex: 1; min-height: 0; display: grid; gap: 14px; padding: 2px 20px 20px; grid-template-columns: clamp(320px, 27vw, 390px) 1fr 1fr; }
.column { min-width: 0; min-height: 0; display: flex; flex-direction: column; overflow: hidden; background: var(--surface); border: 1px solid var(--line); border-radius: 16px; box-shadow: var(--shadow); }
.views { display: none; }

.toasts { position: fixed; inset: auto 0 24px; z-index: 20; display: grid; gap: 8px; justify-items: center; pointer-events: none; padding: 0 16px; }
.toast {
	display: flex; align-items: start; gap: 10px; max-width: 560px; padding: 10px 8px 10px 16px; border-radius: 12px; pointer-events: auto;
	background: #242b35; color: #f4f6f8; box-shadow: 0 8px 30px #0005; animation: rise .22s ease-out; overflow-wrap: anywhere;
}
.toast.error { background: #8e2a24; }
.toast.bot { background: #1f4f86; }
.toast-close { border: 0; background: none; color: inherit; opacity: .75; font-size: 18px; line-height: 1; padding: 2px 8px; border-radius: 6px; }
@keyframes rise { from { opacity: 0; transform: translateY(8px); } }
@keyframes flash { from { background-color: var(--flash); } }
@media (prefers-reduced-motion: reduce) { *, *::before, *::after { animation-duration: .01s !important; transition: none !important; scroll-behavior: auto !important; } .flash { animation-duration: 2.5s !important; } }

@media (max-width: 1320px) { .note { font-size: 12px; } }
@media (max-width: 1099px) {
	.top { flex-wrap: wrap; gap: 6px 10px; padding: 10px 14px; }
	.top h1 { font-size: 16px; }
	.logo { width: 28px; height: 28px; }
	.logo .icon { width: 15px; height: 15px; }
	.note { order: 5; flex-basis: 100%; max-width: none; text-wrap: wrap; }
	.top .button { height: 32px; padding: 0 11px; }
	.scenario select { min-width: 84px; height: 32px; }
	main { display: flex; padding: 0 10px 8px; }
	.column { flex: 1; }
	body[data-view=chat] .panel, body[data-view=smh] main > :not(.smh), body[data-view=accurate] main > :not(.accurate) { display: none; }
	.views { display: flex; border-top: 1px solid var(--line); background: var(--surface); padding-bottom: env(safe-area-inset-bottom); }
	.views button { flex: 1; display: grid; justify-items: center; gap: 2px; padding: 8px 0 7px; border: 0; background: none; color: var(--soft); font-size: 12px; font-weight: 550; }
	.views button[aria-current=true] { color: var(--accent); }
	.toasts { bottom: 76px; }
}
@media (max-width: 520px) {
	.note { font-size: 11.5px; }
	.brand { flex-basis: 100%; }
	.scenario { margin: 0; flex: 1; }
	.scenario label { flex: 1; }
	.scenario label span { display: none; }
}
`;

/** The conversation: bubbles, buttons under them, quick commands, the line to write on. */
export const CHAT_CSS = `
.chat-head { display: flex; align-items: center; gap: 10px; padding: 12px 14px; border-bottom: 1px solid var(--line); }
.avatar { width: 38px; height: 38px; flex: none; }
.chat-head h2 { font-size: 15px; font-weight: 650; line-height: 1.2; }
.chat-head p { font-size: 12px; color: var(--soft); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.chat-head p[data-state=on] { color: var(--good); }
.chat-head p[data-state=lost] { color: var(--bad); }
.chat-head > div { flex: 1; min-width: 0; }
.people { display: flex; margin: 0; padding: 3px; border: 0; border-radius: 10px; background: color-mix(in srgb, var(--ink), transparent 93%); }
.people input { position: absolute; opacity: 0; pointer-events: none; }
.people span { display: block; padding: 4px 9px; border-radius: 8px; font-size: 12.5px; font-weight: 550; color: var(--soft); cursor: pointer; white-space: nowrap; }
.people small { font-size: 11px; font-weight: 400; }
.people input:checked + span { background: var(--surface); color: var(--ink); box-shadow: 0 1px 2px #0002; }
.people input:focus-visible + span { outline: 2px solid var(--accent); }

.log-frame { position: relative; flex: 1; min-height: 0; background: var(--chat); }
.log { height: 100%; overflow-y: auto; padding: 14px 12px 10px; overscroll-behavior: contain; }
.log:focus-visible { outline-offset: -2px; }
.empty { position: absolute; inset: 0; display: grid; place-items: center; padding: 30px; pointer-events: none; text-align: center; color: var(--soft); }
.empty p { max-width: 30ch; padding: 14px 18px; border-radius: 14px; background: color-mix(in srgb, var(--surface), transparent 25%); }
.empty strong { display: block; color: var(--ink); margin-bottom: 2px; }
.empty em { font-style: normal; color: var(--accent); }
.chat[data-person="7"] .for-stranger, .chat[data-person="99"] .for-admin { display: none; }

.message { display: flex; flex-direction: column; align-items: flex-start; margin-bottom: 6px; }
.message.own { align-items: flex-end; }
.message.arrived { animation: rise .2s ease-out; }
.message.edited .bubble { animation: flash 1.4s ease-out; }
.day { align-self: center; margin: 4px 0 10px; padding: 2px 12px; border-radius: 99px; font-size: 12px; color: var(--soft); background: color-mix(in srgb, var(--surface), transparent 35%); }
.stack { display: grid; max-width: 92%; }
.stack:has(.keyboard) { min-width: min(270px, 92%); }
.bubble { min-width: 84px; padding: 7px 11px 6px; border-radius: 14px 14px 14px 5px; background: var(--surface); box-shadow: 0 1px 1px #0001; }
.own .bubble { border-radius: 14px 14px 5px; background: var(--own); color: var(--own-ink); }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
.text code, .text pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; font-size: 12.5px; }
.text code { padding: 1px 4px; border-radius: 5px; background: color-mix(in srgb, var(--ink), transparent 92%); }
.text pre { margin: 6px 0; padding: 8px 10px; border-radius: 8px; overflow-x: auto; white-space: pre; background: color-mix(in srgb, var(--ink), transparent 94%); }
.text pre code { padding: 0; background: none; }
.text blockquote { margin: 4px 0; padding: 3px 10px; border-left: 3px solid var(--accent); border-radius: 4px; background: color-mix(in srgb, var(--accent), transparent 90%); }
.text a, .command { color: var(--accent); text-decoration: none; }
.text a:hover, .command:hover { text-decoration: underline; }
.own .text a { color: inherit; text-decoration: underline; }
.command { padding: 0; border: 0; background: none; font: inherit; }
.spoiler:not(.revealed) { color: transparent; background: color-mix(in srgb, var(--ink), transparent 78%); border-radius: 4px; cursor: pointer; user-select: none; }
.meta { display: block; margin-top: 1px; text-align: right; font-size: 11px; color: var(--soft); }
.own .meta { color: color-mix(in srgb, var(--own-ink), transparent 35%); }
.file { display: flex; align-items: center; gap: 10px; margin: 2px 0 4px; padding: 0; border: 0; background: none; text-align: left; }
.file .icon { width: 40px; height: 40px; padding: 10px; border-radius: 50%; color: var(--accent-ink); background: var(--accent); }
.file strong, .file small { display: block; overflow-wrap: anywhere; }
.file small { color: var(--soft); }
.keyboard { display: grid; gap: 4px; margin-top: 4px; }
.keys { display: flex; gap: 4px; }
.key {
	flex: 1; min-width: 0; padding: 7px 8px; border: 0; border-radius: 9px; text-align: center; text-decoration: none; font-weight: 550; font-size: 13.5px;
	color: var(--accent); background: color-mix(in srgb, var(--surface), var(--accent) 8%); box-shadow: 0 1px 1px #0001; overflow-wrap: anywhere; transition: background .15s;
}
.key:hover { background: color-mix(in srgb, var(--surface), var(--accent) 16%); }
.key.busy { opacity: .55; animation: pulse .8s infinite alternate; }
@keyframes pulse { to { opacity: .9; } }

.commands { display: flex; gap: 6px; padding: 10px 12px 0; overflow-x: auto; scrollbar-width: none; }
.commands button { flex: none; padding: 4px 11px; border: 1px solid var(--line); border-radius: 99px; background: none; color: var(--accent); font-size: 13px; }
.commands button:hover { background: color-mix(in srgb, var(--accent), transparent 91%); border-color: transparent; }
.compose { display: flex; gap: 8px; padding: 10px 12px 12px; }
.compose input { height: 40px; padding: 0 14px !important; border-radius: 20px !important; background: var(--sunken) !important; }
.send { display: grid; place-items: center; flex: none; width: 40px; height: 40px; border: 0; border-radius: 50%; background: var(--accent); color: var(--accent-ink); }
.send:hover { filter: brightness(1.07); }
@media (min-width: 1100px) and (max-width: 1250px) { .people small { display: none; } .commands { gap: 4px; } .commands button { padding-inline: 8px; font-size: 12.5px; } }
@media (max-width: 520px) { .people small { display: none; } .compose input { font-size: 16px; } }
`;

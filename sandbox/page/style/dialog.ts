/** Dialogs: a record's form and the question before a reset. */
export const DIALOG_CSS = `
dialog { width: min(640px, calc(100vw - 24px)); max-height: min(86dvh, 820px); padding: 0; border: 1px solid var(--line); border-radius: 18px; background: var(--surface); color: var(--ink); box-shadow: 0 24px 80px #0006; overflow: hidden; }
dialog[open] { animation: rise .18s ease-out; display: flex; }
dialog::backdrop { background: #0c111966; backdrop-filter: blur(2px); }
dialog:has(.question) { width: min(460px, calc(100vw - 24px)); }
dialog form { display: flex; flex-direction: column; flex: 1; min-width: 0; max-height: inherit; }
dialog form.smh { --hue: var(--smh); }
dialog form.accurate { --hue: var(--accurate); }
dialog header { padding: 20px 24px 14px; }
dialog .record header { border-bottom: 1px solid var(--line); box-shadow: inset 0 4px 0 var(--hue); }
dialog h3 { font-size: 17px; font-weight: 650; overflow-wrap: anywhere; }
dialog header p { margin-top: 3px; color: var(--soft); font-size: 13px; }
.fields { display: grid; grid-template-columns: 1fr 1fr; gap: 12px 16px; padding: 16px 24px 20px; overflow-y: auto; align-content: start; }
.question .fields { grid-template-columns: repeat(3, 1fr); padding-top: 4px; }
.fields label { display: block; min-width: 0; }
.wide { grid-column: 1 / -1; }
.label { display: flex; align-items: baseline; justify-content: space-between; gap: 8px; margin-bottom: 3px; font-size: 12.5px; font-weight: 550; }
.label code { font: 11px ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; color: var(--soft); opacity: .85; overflow: hidden; text-overflow: ellipsis; }
.fields label.flag { display: flex; align-items: center; gap: 9px; grid-column: 1 / -1; }
.flag .label { flex: 1; margin: 0; font-weight: 450; font-size: 13.5px; }
.flag input { width: 17px; height: 17px; margin: 0; accent-color: var(--hue, var(--accent)); }
.fields fieldset { display: grid; grid-template-columns: 2fr 1fr 2fr 1fr 2fr 1fr; gap: 6px; margin: 0; padding: 0; border: 0; min-width: 0; }
.fields legend { width: 100%; padding: 0; }
textarea { resize: vertical; min-height: 54px; }
.problem { margin: 0 24px 12px; padding: 9px 14px; border-radius: 10px; color: var(--bad); background: color-mix(in srgb, var(--bad), transparent 90%); overflow-wrap: anywhere; }
dialog footer { display: flex; align-items: center; gap: 8px; padding: 12px 20px; border-top: 1px solid var(--line); background: var(--sunken); }
dialog footer p { font-weight: 550; }
.gap { flex: 1; }
.record .button.primary { background: var(--hue); color: var(--surface); }
@media (max-width: 520px) {
	.fields { grid-template-columns: 1fr; padding-inline: 18px; }
	.fields fieldset { grid-template-columns: 2fr 1fr; }
	.fields input, .fields select, .fields textarea { font-size: 16px; }
	dialog header { padding-inline: 18px; }
}
`;

/** One system's column: tabs with counts, search, the table and its pages. */
export const PANEL_CSS = `
.panel { --hue: var(--smh); container-type: inline-size; }
.panel.accurate { --hue: var(--accurate); }
.panel-head { display: flex; align-items: center; gap: 10px; padding: 13px 16px 10px; }
.panel-head h2 { font-size: 15px; font-weight: 650; line-height: 1.2; }
.panel-head p { font-size: 12px; color: var(--soft); }
.mark { width: 5px; height: 32px; border-radius: 3px; background: var(--hue); }
.tabs { display: flex; gap: 2px; padding: 0 12px; border-bottom: 1px solid var(--line); }
.tabs button { display: flex; align-items: center; gap: 7px; padding: 7px 8px 9px; border: 0; background: none; color: var(--soft); font-weight: 550; border-bottom: 2px solid transparent; margin-bottom: -1px; }
.tabs button:hover { color: var(--ink); }
.tabs button[aria-selected=true] { color: var(--ink); border-color: var(--hue); }
.tabs button:focus-visible { outline-offset: -3px; border-radius: 8px; }
.count { padding: 0 7px; border-radius: 99px; font-size: 12px; font-variant-numeric: tabular-nums; color: var(--soft); background: color-mix(in srgb, var(--ink), transparent 93%); }
[aria-selected=true] .count { color: var(--hue); background: color-mix(in srgb, var(--hue), transparent 88%); }
.flash { animation: flash 2.5s ease-out; }
.tools { display: flex; gap: 8px; padding: 10px 12px; }
.tools input { height: 34px; background: var(--sunken) !important; }
.panel .button.primary { background: color-mix(in srgb, var(--hue), transparent 88%); color: var(--hue); }
.panel .button.primary:hover { background: color-mix(in srgb, var(--hue), transparent 80%); filter: none; }

.scroll { flex: 1; min-height: 0; overflow: auto; overscroll-behavior: contain; border-top: 1px solid var(--line); }
.scroll:focus-visible { outline-offset: -2px; }
table { width: 100%; border-collapse: separate; border-spacing: 0; font-size: 13px; }
th { position: sticky; top: 0; z-index: 1; padding: 7px 10px; text-align: left; font-weight: 550; font-size: 12px; color: var(--soft); background: var(--surface); border-bottom: 1px solid var(--line); white-space: nowrap; }
td { padding: 6px 10px; white-space: nowrap; border-bottom: 1px solid color-mix(in srgb, var(--line), transparent 45%); }
th:first-child, td:first-child { padding-left: 16px; }
tbody tr { cursor: pointer; }
tbody tr:hover { background: color-mix(in srgb, var(--hue), transparent 95%); }
.name, td.more { overflow: hidden; text-overflow: ellipsis; }
.name { max-width: 240px; font-weight: 500; }
td.more { max-width: 130px; color: var(--soft); }
.under { display: none; overflow: hidden; text-overflow: ellipsis; font-size: 12px; font-weight: 400; color: var(--soft); }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.code { font-variant-numeric: tabular-nums; }
.link { padding: 0; border: 0; background: none; color: var(--soft); border-radius: 3px; }
tr:hover .link { color: var(--hue); text-decoration: underline; text-underline-offset: 3px; }
.status::before { content: ""; display: inline-block; width: 7px; height: 7px; margin-right: 6px; border-radius: 50%; background: var(--good); vertical-align: 1px; }
.status.inactive { color: var(--soft); }
.status.inactive::before { background: none; box-shadow: inset 0 0 0 1.5px var(--soft); }
.status.blacklisted::before { background: var(--bad); }
.status.unverified::before { background: var(--warn); }
.chip { padding: 0 8px; border: 1px solid color-mix(in srgb, var(--hue), transparent 70%); border-radius: 99px; background: none; color: var(--hue); font-size: 12px; line-height: 19px; font-variant-numeric: tabular-nums; }
.chip:hover { background: color-mix(in srgb, var(--hue), transparent 85%); }
.none { color: var(--soft); opacity: .6; }
.nothing { padding: 48px 24px; text-align: center; color: var(--soft); }
.pager { display: flex; align-items: center; gap: 2px; min-height: 42px; padding: 4px 8px 4px 16px; border-top: 1px solid var(--line); font-size: 12.5px; color: var(--soft); }
.range { flex: 1; font-variant-numeric: tabular-nums; }
.pager .button { width: 34px; padding: 0; justify-content: center; font-size: 18px; }
/* Where the further columns have no room, they stand under the name. */
@container (max-width: 719px) {
	.more { display: none; }
	.under { display: block; }
	.name { width: 100%; max-width: 0; }
	td { padding-block: 7px; }
}
@container (max-width: 430px) {
	th:nth-child(3) { font-size: 0; }
	.status { font-size: 0; }
	th, td { padding-inline: 6px; }
	.tabs { padding: 0 8px; }
	.tabs button { gap: 5px; padding-inline: 6px; font-size: 13px; }
	.count { padding-inline: 5px; font-size: 11.5px; }
}
@media (max-width: 520px) {
	.tools input { font-size: 16px; }
	.panel-head { padding-block: 10px 6px; }
}
`;

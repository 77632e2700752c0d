/**
 * The page's only script: while a run is under way it asks how it goes, and shows the new figures once it has ended. Without
 * it the page reloads itself, see layout.ts.
 */
export const SCRIPT = `"use strict";
(() => {
	const panel = document.querySelector("[data-run]");
	if (!panel) return;
	const part = (name) => panel.querySelector("[data-" + name + "]");
	const ask = async () => {
		const answer = await fetch("/sync-information/state", { headers: { accept: "application/json" } });
		if (answer.status === 401) return location.reload();
		if (!answer.ok) return;
		const state = await answer.json();
		const asks = (one) => one === "needs_confirmation";
		// Another run, its end, or a question to answer: the page as a whole says it best.
		if (state.run !== panel.dataset.run || asks(state.state) !== asks(panel.dataset.state)) return location.reload();
		if (state.activity === null) return panel.dataset.active === "true" ? location.reload() : undefined;
		const activity = part("activity");
		if (activity && activity.textContent !== state.activity) activity.textContent = state.activity;
		const progress = part("progress");
		if (progress && state.progress !== null) progress.value = state.progress;
	};
	const watch = () => ask().catch(() => {}).finally(() => setTimeout(watch, 2000));
	if (panel.dataset.active === "true") setTimeout(watch, 1000);
	else document.addEventListener("visibilitychange", () => { if (!document.hidden) ask().catch(() => {}); });
	for (const form of document.querySelectorAll("form")) {
		form.addEventListener("submit", () => {
			// After the browser has read the form: a disabled button would not be sent with it.
			setTimeout(() => { for (const button of form.querySelectorAll("button")) button.disabled = true; });
		});
	}
	// A page that the back button brings back must not stay disabled.
	addEventListener("pageshow", () => { for (const button of document.querySelectorAll("button")) button.disabled = false; });
})();
`;

/** /page/app.js: puts the page together: both lists, the scenario, the link to Sync Information, the tabs of narrow screens. */
export const APP_JS = `
import "./chat.js";
import { askReset } from "./dialog.js";
import { call, repeat, setText, toast } from "./dom.js";
import { createList } from "./list.js";

const narrow = matchMedia("(max-width: 1099px)");
const lists = {
	smh: createList("smh", "SMH", "Tempat salesman menjual", (entity, term) => lookUp("accurate", entity, term)),
	accurate: createList("accurate", "Accurate Online", "Tempat uang dicatat", (entity, term) => lookUp("smh", entity, term)),
};

/** Shows a record's partner in the other column. */
function lookUp(system, entity, term) {
	if (narrow.matches) choose(system);
	lists[system].show(entity, term);
}

const viewTabs = [...document.querySelectorAll("[data-view]")];
function choose(view) {
	document.body.dataset.view = view;
	for (const tab of viewTabs) tab.setAttribute("aria-current", String(tab.dataset.view === view));
	lists[view]?.refresh();
}
for (const tab of viewTabs) tab.addEventListener("click", () => choose(tab.dataset.view));

const scenario = document.getElementById("scenario");
document.getElementById("reset").addEventListener("click", () => {
	askReset(scenario.value, scenario.selectedOptions[0].textContent, async (options) => {
		await call("POST", "/control/reset", options);
		for (const list of Object.values(lists)) list.restart();
		toast("Skenario dimuat.");
	});
});

const link = document.getElementById("sync-information");
const bot = document.getElementById("bot-status");
const STATES = { on: "terhubung", off: "menunggu Sinkron", lost: "tidak menjawab" };
function say(state) {
	setText(bot, STATES[state]);
	bot.dataset.state = state;
}
repeat(async () => {
	try {
		const { body } = await call("GET", "/page/links");
		link.hidden = body.syncInformation === null;
		if (body.syncInformation !== null) link.href = body.syncInformation;
		say(body.syncInformation === null ? "off" : "on");
	} catch {
		say("lost");
	}
}, () => 5000);
`;

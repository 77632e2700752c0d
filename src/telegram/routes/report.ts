import { InputFile } from "grammy";
import { loadReport } from "../../sync/status/report.ts";
import type { Route } from "../ask.ts";
import { botState } from "../bot-state.ts";
import { sheetTime } from "../moments.ts";

/** A file for whoever helps, which may be passed on. */
export const sendReport: Route = async ({ api, chatId, options, texts }) => {
	const report = await loadReport({ ...options, botState: () => botState(options) });
	const name = `${texts.report.fileName}-${sheetTime(options.now()).slice(0, 10)}.json`;
	const file = new InputFile(new TextEncoder().encode(JSON.stringify(report, null, "\t")), name);
	await api.sendDocument(chatId, file, { caption: texts.report.caption });
};

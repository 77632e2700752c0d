import { recordLabel } from "../../store/review.ts";
import { markDummy } from "../../sync/verbs/mark-dummy.ts";
import type { Route } from "../ask.ts";
import { html, lines } from "../html.ts";
import { labelOf } from "../presenters/words.ts";
import { entityNamed, idWritten, sideNamed } from "../vocabulary.ts";
import { carry } from "./verb.ts";

/** "/tandai pelanggan accurate 51": it is sample data, whatever the rules say; "/bukan_contoh …": it is not. */
export const mark =
	(dummy: boolean): Route =>
	async (ask) => {
		const { options, texts, actor } = ask;
		const [entityWord, sideWord, idWord, ...others] = ask.argument.split(/\s+/);
		const entity = entityNamed(entityWord);
		const side = sideNamed(sideWord);
		const id = others.length > 0 ? undefined : idWritten(idWord);
		if (!entity || !side || id === undefined) {
			const [field, allowed] = !entity
				? [texts.mark.entity, texts.mark.entities]
				: !side
					? [texts.mark.side, "smh, accurate"]
					: [texts.mark.id, texts.settings.allowedId];
			const usage = html`<code>${texts.mark.example(dummy ? "/tandai" : "/bukan_contoh")}</code>`;
			await ask.say(lines([texts.settings.wrong(field), texts.settings.allowed(allowed), usage]));
			return;
		}
		const record = await recordLabel(options.db, { connection: options.connection, side, entity }, id);
		if (!record) {
			await ask.say(lines([`⚠️ ${texts.mark.unknown(texts.record.origin(texts.record.one[entity], texts.side[side], id))}`]));
			return;
		}
		const carried = await carry(ask, (ctx) => markDummy(ctx, { entity, side, id }, dummy, actor));
		if (!carried.done) {
			await ask.say(carried.said);
			return;
		}
		const said = dummy ? texts.mark.marked : texts.mark.unmarked;
		const origin = texts.record.origin(texts.record.one[entity], texts.side[side], id);
		await ask.say(lines([`✅ ${said}`, html`<b>${labelOf(record, texts)}</b>`, origin, texts.verb.next]));
	};

import type { Action } from "../../../store/audit.ts";
import type { Texts } from "../texts.ts";

/** Who was behind it, as people call them. */
export function actorName(texts: Texts, actor: Action["actor"]): string {
	if (actor.kind === "telegram") return actor.name;
	if (actor.kind === "stranger") return texts.history.stranger(actor.telegramId);
	if (actor.kind === "api" && actor.key === "page") return texts.run.starter.page;
	return texts.run.starter[actor.kind];
}

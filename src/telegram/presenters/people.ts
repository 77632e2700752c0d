import type { Actor } from "../../domain/model.ts";
import type { Run } from "../../store/runs.ts";
import type { Texts } from "../texts.ts";

export const actorName = (actor: Actor, texts: Texts): string =>
	actor.kind === "telegram" ? actor.name : texts.run.starter[actor.kind];

/** Who started a run, as an admin calls them. */
export const starterOf = (run: Pick<Run, "actor">, texts: Texts): string => actorName(run.actor, texts);

/** The command that asks for a run of this kind. */
export const commandFor = (mode: Run["mode"]): string => (mode === "preview" ? "/pratinjau" : "/sinkron");

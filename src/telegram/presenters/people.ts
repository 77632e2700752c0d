import type { Run } from "../../store/runs.ts";
import type { Texts } from "../texts.ts";

/** Who started a run, as an admin calls them. */
export function starterOf(run: Pick<Run, "actor">, texts: Texts): string {
	return run.actor.kind === "telegram" ? run.actor.name : texts.run.starter[run.actor.kind];
}

/** The command that asks for a run of this kind. */
export const commandFor = (mode: Run["mode"]): string => (mode === "preview" ? "/pratinjau" : "/sinkron");

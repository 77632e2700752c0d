import type { Actor } from "../../domain/model.ts";
import { recordAction } from "../../store/audit.ts";
import type { Statement } from "../../store/database.ts";
import type { SyncContext } from "../context.ts";

/**
 * What came of a person's word on records. Bot, API and page share the verbs of this folder; each leaves an audit row with its actor
 * (law 14). One that writes to a side is a small run of its own (choose-value.ts); the others only say something, put the records on
 * the plan queue, and the next run does the rest.
 */
export type SaidOutcome =
	| { readonly kind: "done" }
	| { readonly kind: "not_found" }
	/** The other system said no; nothing was changed, or only on the sides named. */
	| { readonly kind: "refused"; readonly detail: string };

/** A verb that writes to a side may also be taken in only: the run of this id carries it out when the run under way is over. */
export type VerbOutcome = SaidOutcome | { readonly kind: "accepted"; readonly run: string };

export const DONE: SaidOutcome = { kind: "done" };
export const NOT_FOUND: SaidOutcome = { kind: "not_found" };

export const audit = (ctx: SyncContext, actor: Actor, action: string, detail: Readonly<Record<string, unknown>>): Statement =>
	recordAction({ connection: ctx.connection, at: ctx.now(), actor, action, detail });

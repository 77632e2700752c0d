import { sql } from "drizzle-orm";
import type { Actor } from "../domain/model.ts";
import type { Statement } from "./database.ts";

export interface Action {
	readonly connection: string;
	readonly at: number;
	readonly actor: Actor | { readonly kind: "stranger"; readonly telegramId: number };
	readonly action: string;
	readonly detail: Readonly<Record<string, unknown>>;
}

/** Law 14: who did what. The detail must hold no secret. */
export const recordAction = (action: Action): Statement => sql`INSERT INTO audit (connection_id, at, actor, action, detail)
	VALUES (${action.connection}, ${action.at}, ${JSON.stringify(action.actor)}, ${action.action}, ${JSON.stringify(action.detail)})`;

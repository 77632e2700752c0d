import { z } from "zod";
import type { Actor } from "../../domain/model.ts";

/** Who holds a session or a link: somebody with the API key, or an admin whom the bot gave a link. */
const holder = z.union([
	z.object({ kind: z.literal("api"), key: z.literal("page") }),
	z.object({ kind: z.literal("telegram"), userId: z.int(), name: z.string() }),
]) satisfies z.ZodType<Actor>;
export type Holder = z.infer<typeof holder>;

export const holderClaims = z.object({ holder });
export const KEY_HOLDER: Holder = { kind: "api", key: "page" };

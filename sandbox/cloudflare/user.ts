import { Hono } from "hono";
import { answer, answerList, Refusal } from "./answer.ts";
import type { Account } from "./state.ts";

/** Who the token belongs to, and the accounts it may see. */
export const userRoutes = (account: Account): Hono =>
	new Hono()
		.get("/user/tokens/verify", (c) => answer(c, { id: "ed17574386854bf78a67040be0a770b0", status: "active" }))
		.get("/user", () => {
			// As of a token without User Details: Read; nothing depends on the address.
			throw new Refusal(403, 9109, "Unauthorized to access requested resource");
		})
		.get("/accounts", (c) => answerList(c, [{ id: account.id, name: account.name, type: "standard" }]))
		.get("/memberships", (c) =>
			answerList(c, [{ id: "m1", status: "accepted", account: { id: account.id, name: account.name }, roles: [] }]),
		);

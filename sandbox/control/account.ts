import { Hono } from "hono";
import { z } from "zod";
import { ALL_SCOPES } from "../accurate/definitions/modules.ts";
import { termsOf } from "../accurate/sessions.ts";
import type { World } from "../world.ts";
import { readBody } from "./input.ts";

const moment = z.iso
	.datetime({ offset: true })
	.transform((text) => Date.parse(text))
	.nullable();

/** What of Accurate's account can be played: the ends and rights that the account host tells of (facts 1.1 to 1.4). */
const account = z
	.strictObject({
		/** Told as dates by open-db.do; null: not told. */
		licenseEnd: moment,
		accessibleUntil: moment,
		/** Told by db-list.do, the first by open-db.do as well. */
		trial: z.boolean(),
		expired: z.boolean(),
		/** Rights of the API token and of what OAuth was granted; null: all. */
		scopes: z.array(z.enum(ALL_SCOPES)).nullable(),
		/** When the access token that is out ends; its refresh token is another matter. */
		tokenEnds: z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
		refreshRefused: z.boolean(),
		revoked: z.boolean(),
		sessionLifeMs: z.int().min(0),
	})
	.partial();

/** `/account`: the account as it is told, and changes of it. What is not named stays as it is. */
export function accountRoutes(world: World): Hono {
	const app = new Hono();
	const told = () => {
		const { accurate } = world.state;
		const { apiToken, oauth, database, sessionLifeMs } = accurate;
		const { licenseEnd, accessibleUntil, refreshRefused } = termsOf(world);
		const iso = (at: number | null | undefined) => (at === null || at === undefined ? null : new Date(at).toISOString());
		return {
			...{ licenseEnd: iso(licenseEnd), accessibleUntil: iso(accessibleUntil), refreshRefused, sessionLifeMs },
			...{ trial: database.trial, expired: database.expired, scopes: apiToken.scopes, revoked: apiToken.revoked },
			tokenEnds: iso(oauth.authorization?.expiresAt),
		};
	};
	app.get("/account", (c) => c.json(told()));
	app.patch("/account", async (c) => {
		const { licenseEnd, accessibleUntil, refreshRefused, trial, expired, scopes, tokenEnds, revoked, sessionLifeMs } =
			await readBody(c, account);
		// A reset puts another state in its place.
		const { accurate } = world.state;
		const terms = termsOf(world);
		accurate.terms = {
			licenseEnd: licenseEnd === undefined ? terms.licenseEnd : licenseEnd,
			accessibleUntil: accessibleUntil === undefined ? terms.accessibleUntil : accessibleUntil,
			refreshRefused: refreshRefused ?? terms.refreshRefused,
		};
		accurate.database = {
			...accurate.database,
			trial: trial ?? accurate.database.trial,
			expired: expired ?? accurate.database.expired,
		};
		accurate.sessionLifeMs = sessionLifeMs ?? accurate.sessionLifeMs;
		if (scopes !== undefined) accurate.apiToken.scopes = scopes;
		accurate.apiToken.revoked = revoked ?? accurate.apiToken.revoked;
		const { authorization } = accurate.oauth;
		if (authorization) {
			const granted = scopes === undefined ? authorization.scopes : (scopes ?? ALL_SCOPES);
			accurate.oauth.authorization = { ...authorization, scopes: granted, expiresAt: tokenEnds ?? authorization.expiresAt };
		}
		world.touched();
		return c.json(told());
	});
	return app;
}

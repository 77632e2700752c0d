import { CREDENTIALS } from "../credentials.ts";
import { SEED_RECORDS } from "./seeds.ts";
import type { AccurateState } from "./state.ts";

const FIRST_USER_ID = 2001;

/** A fresh database with the seeds of facts 4.4 and 9: no customers, items or employees. */
export function emptyAccurate(): AccurateState {
	return {
		database: { id: CREDENTIALS.accurate.databaseId, alias: "PT Distributor Contoh", trial: false, expired: false, moved: false },
		nextId: FIRST_USER_ID,
		autoNumbers: {},
		records: structuredClone(SEED_RECORDS),
		apiToken: { revoked: false, scopes: null },
		oauth: { codes: {}, authorization: null },
		sessions: {},
		sessionLifeMs: 60 * 60 * 1000,
		webhook: { url: null, expiresAt: 0 },
		webhookHistory: [],
		rateLimit: { perSecond: 8, parallel: 8, shape: "http-429" },
		manners: null,
		switches: {
			...{ showLastUpdate: false, maxPageSize: null, tokenDatabaseKey: "database", openDbError: null },
			...{ demandsBranch: false, itemNeedsMasters: true, emptyAfterDelete: false, userLanguage: "id" },
		},
	};
}

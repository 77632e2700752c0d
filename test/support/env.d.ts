/// <reference types="vite/types/importMeta.d.ts" />
import type { D1Migration } from "cloudflare:test";

declare global {
	namespace Cloudflare {
		interface Env {
			TEST_MIGRATIONS: D1Migration[];
			/** What `npm run test:soak` asks for, as JSON; "" in `npm test`. */
			CAMPAIGN: string;
		}
	}
}

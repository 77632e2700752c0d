import { registerSubdomain, workersDevUrl } from "./address.ts";
import { SECRETS_FILE } from "./secrets-file.ts";
import { Trouble } from "./trouble.ts";
import type { Work } from "./work.ts";

/** Where the Worker will be reached; chooses the account's part of it where it has none. */
export async function addressOf({ project, login, say, ask, standing, subdomain }: Work): Promise<string> {
	if (!standing.lacksSubdomain) return standing.publicUrl ?? noAddress();
	say.line("The account has no part of an address on workers.dev yet. It is chosen once, for all its Workers.");
	for (let wanted = subdomain; ; wanted = null) {
		const name = wanted ?? (await ask?.(`   https://${project.name}.<name>.workers.dev; name: `)) ?? null;
		if (name === null) {
			throw new Trouble(
				"Missing: WORKERS_SUBDOMAIN, the account's part of the address on workers.dev.",
				"Set it in the environment.",
			);
		}
		try {
			await registerSubdomain(login, name);
			return standing.publicUrl ?? workersDevUrl(project.name, name);
		} catch (error) {
			if (ask === null || !(error instanceof Trouble)) throw error;
			say.line(`${error.message} ${error.advice ?? ""}`.trim());
		}
	}
}

function noAddress(): never {
	throw new Trouble(
		"Missing: PUBLIC_URL, the address of the route that wrangler.toml names.",
		`Put it there, or into ${SECRETS_FILE}.`,
	);
}

import type { Ask } from "./ask.ts";
import type { Login } from "./login.ts";
import type { Project } from "./project.ts";
import type { Say } from "./say.ts";
import type { Standing } from "./standing.ts";
import type { Values } from "./values.ts";

/** What a deploy works with. */
export interface Work {
	readonly project: Project;
	readonly login: Login;
	readonly say: Say;
	/** null: nobody is there to be asked, nor to look on. */
	readonly ask: Ask | null;
	/** Where secrets are kept. */
	readonly file: string;
	readonly values: Values;
	readonly standing: Standing;
	/** For an account that has chosen none; null: nobody has said. */
	readonly subdomain: string | null;
	readonly patienceMs: number;
}

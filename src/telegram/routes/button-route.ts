import type { Run } from "../../store/runs.ts";
import type { Press } from "../ask.ts";
import type { Html } from "../html.ts";

/** What became of a press. `open`: nothing was done that a second press would do twice. */
export type Pressed = "done" | "open";

/** Does what the button says: answers the press once, with a short note over the chat, then shows what came of it. */
export type ButtonRoute = (press: Press, subject: string) => Promise<Pressed>;

/** The same for a button about a run under way; the text takes the question's place. */
export type RunRoute = (press: Press, run: Run) => Promise<Html>;

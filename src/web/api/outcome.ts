import { z } from "@hono/zod-openapi";
import type { ReviewOutcome } from "../reviews.ts";
import { answer, notFound, refusal, refusals } from "./common.ts";
import { ApiError } from "./errors.ts";

const done = z.object({ outcome: z.literal("done") }).openapi("Done");
const accepted = z.object({ outcome: z.literal("accepted"), run: z.string() }).openapi("Accepted");

/** What a verb over HTTP answers that only says something: the next run does the rest. */
export const verbResponses = {
	200: answer("Done; what else it takes is up to the next run", done),
	...refusals,
	...notFound,
	422: refusal("It cannot be done; the message says why"),
};

/** What a verb over HTTP answers that writes to a side. */
export const writingVerbResponses = {
	...verbResponses,
	202: answer("Taken in; it is carried out when the run under way is over, and this run tells what came of it", accepted),
};

const IMPOSSIBLE = {
	taken: "one of the two records has a partner already",
	linked: "the record has a partner, so it is no sample",
};

/** The answer of what was done; throws ApiError 404 or 422 for what was not. */
export function settled(outcome: ReviewOutcome, missing: string): z.infer<typeof done> {
	switch (outcome.kind) {
		case "done":
			return { outcome: "done" };
		case "not_found":
			throw new ApiError(404, "not_found", missing);
		case "refused":
			throw new ApiError(422, "refused", outcome.detail);
		case "impossible":
			throw new ApiError(422, "refused", IMPOSSIBLE[outcome.why]);
	}
}

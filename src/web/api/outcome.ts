import { z } from "@hono/zod-openapi";
import type { ReviewOutcome } from "../reviews.ts";
import { answer, notFound, refusal, refusals } from "./common.ts";
import { ApiError } from "./errors.ts";

const done = z.object({ outcome: z.literal("done") }).openapi("Done");

export const busyResponse = { 409: refusal("A run is under way; nothing was done") };

/** What a verb over HTTP answers. */
export const verbResponses = {
	200: answer("Done; what else it takes is up to the next run", done),
	...refusals,
	...notFound,
	...busyResponse,
	422: refusal("It cannot be done; the message says why"),
};

const IMPOSSIBLE = {
	taken: "one of the two records has a partner already",
	linked: "the record has a partner, so it is no sample",
};

export const busy = (): ApiError =>
	new ApiError(409, "busy", "a run is under way; nothing was done, try again when it has ended");

/** The answer of what was done; throws ApiError 404, 409 or 422 for what was not. */
export function settled(outcome: ReviewOutcome, missing: string): z.infer<typeof done> {
	switch (outcome.kind) {
		case "done":
			return { outcome: "done" };
		case "not_found":
			throw new ApiError(404, "not_found", missing);
		case "busy":
			throw busy();
		case "refused":
			throw new ApiError(422, "refused", outcome.detail);
		case "impossible":
			throw new ApiError(422, "refused", IMPOSSIBLE[outcome.why]);
	}
}

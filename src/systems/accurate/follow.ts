import { SystemError } from "../../domain/errors.ts";
import type { Outbound, OutboundAnswer, OutboundRequest, Passage } from "../outbound.ts";
import { mayCarryLogin } from "./trust.ts";

const MAX_HOPS = 3;

export interface Followed {
	readonly answer: OutboundAnswer;
	/** Where the answer came from in the end. */
	readonly url: string;
}

/**
 * Sends and follows 308 (facts 1.5: the database moved) by hand, because `fetch` loses Authorization on the way to another
 * origin: same method, body and headers. A 308 says that nothing was done yet, so following is safe for writes too.
 */
export async function sendFollowing(outbound: Outbound, request: OutboundRequest, passage: Passage): Promise<Followed> {
	let url = request.url;
	for (let hop = 0; hop <= MAX_HOPS; hop++) {
		const answer = await outbound.send({ ...request, url }, passage);
		if (answer.status !== 308) return { answer, url };
		url = nextPlace(url, answer.headers.get("location"));
	}
	throw new SystemError("bad_answer", "Accurate terus mengalihkan ke host lain");
}

function nextPlace(from: string, location: string | null): string {
	const next = location === null ? null : URL.parse(location, from);
	if (!next) throw new SystemError("bad_answer", "Accurate mengalihkan tanpa alamat tujuan");
	// The login travels along.
	if (!mayCarryLogin(from, next.href)) {
		throw new SystemError("bad_answer", `Accurate mengalihkan ke alamat yang tidak dipercaya: ${next.host}`);
	}
	if (next.search === "") next.search = new URL(from).search;
	return next.href;
}

/** Accurate's way of saying no: HTTP 200 with `s:false` and one or more sentences (facts 2.2). */
export class Refused extends Error {
	override readonly name = "Refused";
	readonly messages: readonly string[];

	constructor(...messages: readonly string[]) {
		super(messages.join("; "));
		this.messages = messages;
	}
}

export const json = (body: unknown, status = 200): Response =>
	new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json;charset=UTF-8" } });

export const success = (d: unknown, more: object = {}): Response => json({ s: true, d, ...more });
export const failure = (messages: readonly string[], status = 200): Response => json({ s: false, d: messages }, status);
export const wrongUrl = (): Response => failure(["URL API tidak tepat"], 404);
export const wrongSession = (): Response => failure(["Data Session Key tidak tepat"], 401);
export const invalidField = (field: string): string => `Invalid field value for field "${field}".`;

const escapeXml = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

interface OAuthProblem {
	readonly status: 400 | 401 | 403;
	readonly error: string;
	readonly error_description: string;
	readonly scope?: string;
}

/** Errors of the auth layer are XML unless the caller accepts JSON by name (facts 2.2). */
export function oauthProblem(request: Request, { status, ...body }: OAuthProblem): Response {
	if ((request.headers.get("accept") ?? "").includes("application/json")) return json(body, status);
	const root = `${body.error.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase())}Exception`;
	const children = Object.entries(body).map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`);
	return new Response(`<${root}>${children.join("")}</${root}>`, {
		status,
		headers: { "content-type": "application/xml;charset=UTF-8" },
	});
}

export const invalidToken = (request: Request, token: string): Response =>
	oauthProblem(request, { status: 401, error: "invalid_token", error_description: `Invalid access token: ${token}` });

export const insufficientScope = (request: Request, scope: string): Response =>
	oauthProblem(request, {
		status: 403,
		error: "insufficient_scope",
		error_description: "Insufficient scope for this resource",
		scope,
	});

/** Turns a refusal into its answer; anything else is a fault of the stand-in and goes on to HTTP 500. */
export async function answering(
	work: () => Response | Promise<Response>,
	inWords: (message: string) => string = (message) => message,
): Promise<Response> {
	try {
		return await work();
	} catch (error) {
		if (error instanceof Refused) return failure(error.messages.map(inWords));
		throw error;
	}
}

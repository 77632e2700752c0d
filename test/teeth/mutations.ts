// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are pieces of source text

/** A protection taken out of the product, and who has to notice. */
export interface Mutation {
	/** What is no longer done. */
	readonly name: string;
	readonly file: string;
	/** Stands in the file exactly once. */
	readonly find: string;
	readonly replace: string;
	/** Test files of which at least one test has to fail. */
	readonly tests: readonly string[];
	/** Part of the names of the tests that matter, where the files have many long ones. */
	readonly only?: string;
}

const LAWS = "test/sync/laws.test.ts";
const GUARDS = "test/sync/guards.test.ts";
const DELETES = "test/sync/deletes.test.ts";
const WEBHOOKS = "test/web/webhooks.test.ts";
const CAMPAIGN = "test/campaign/regressions.test.ts";
const RANDOM = "test/campaign/histories-1.test.ts";
const SESSION = "test/web/session.test.ts";

export const MUTATIONS: readonly Mutation[] = [
	{
		name: "law 3: a create that was sent before is looked up",
		file: "src/sync/create.ts",
		find: "const inTheDark = port.capabilities.storesPartnerId ? [] : open.filter((change) => change.intended !== null);",
		replace: "const inTheDark: ChangeToApply[] = [];",
		tests: [LAWS],
		only: "law 3",
	},
	{
		name: "law 3: the intent is written before the create is sent",
		file: "src/sync/create.ts",
		find: "[holdsClaim(step), opened]",
		replace: "[holdsClaim(step), ...(intents.length < 0 ? [opened] : [])]",
		tests: [LAWS],
		only: "law 3",
	},
	{
		name: "law 3: whoever has lost its step opens no intent",
		file: "src/sync/create.ts",
		find: "[holdsClaim(step), opened]",
		replace: "[opened]",
		tests: [CAMPAIGN],
	},
	{
		name: "law 3: what a held up create has made since the look-up is ours",
		file: "src/sync/create.ts",
		find: "(late || existing.partnerId === sourceId)",
		replace: "existing.partnerId === sourceId && late !== undefined",
		tests: [CAMPAIGN],
	},
	{
		name: "law 1: what a lost create had sent is the base",
		file: "src/sync/decide.ts",
		find: "const base = intended ? agreedWhenMade(intended.sent, made) : {};",
		replace: "const base = intended && made === undefined ? agreedWhenMade(intended.sent, made) : {};",
		tests: [CAMPAIGN],
	},
	{
		name: "law 1: what a create had to leave out is not overwritten",
		file: "src/sync/created.ts",
		find: "{ ...base, ...heldInstead(leftOut, record.projection) }",
		replace: "{ ...base, ...heldInstead([], record.projection) }",
		tests: [CAMPAIGN],
	},
	{
		name: "law 5: what a lost create has made of a record that is gone by now is asked about",
		file: "src/sync/decide.ts",
		find: "if (candidates.orphanOf !== null) return",
		replace: "if (candidates.orphanOf !== null && row.gone) return",
		tests: [CAMPAIGN],
	},
	{
		name: "law 6: what is left of a pair that has ended is told of",
		file: "src/sync/plan.ts",
		find: "return [...buryLinks(scope, pairs, ending, now), ...left];",
		replace: "return [...buryLinks(scope, pairs, ending, now), ...left.slice(SIDES.length)];",
		tests: [CAMPAIGN],
	},
	{
		name: "random histories notice: the intent is written before the create is sent",
		file: "src/sync/create.ts",
		find: "[holdsClaim(step), opened]",
		replace: "[holdsClaim(step), ...(intents.length < 0 ? [opened] : [])]",
		tests: [RANDOM],
	},
	{
		name: "random histories notice: a record is read before it counts as deleted",
		file: "src/sync/scan.ts",
		find: "const gone = work.ids.filter((id) => read.get(id) === null);",
		replace: "const gone = work.ids;",
		tests: [RANDOM],
	},
	{
		name: "law 5: a record is read before it counts as deleted",
		file: "src/sync/scan.ts",
		find: "const gone = work.ids.filter((id) => read.get(id) === null);",
		replace: "const gone = work.ids;",
		tests: ["test/security/lies.test.ts"],
	},
	{
		name: "law 5: what was edited since both sides agreed is not deleted",
		file: "src/domain/reconcile.ts",
		find: 'if (editedFields.length === 0) return { kind: "remove", side: remaining };',
		replace: 'if (editedFields.length >= 0) return { kind: "remove", side: remaining };',
		tests: [DELETES],
		only: "edited on the other",
	},
	{
		name: "law 5: a record is read again right before it is deleted",
		file: "src/sync/remove.ts",
		find: "else if (edited(scope.entity, change.base ?? {}, now.projection)) batch.edited(change, now);",
		replace: "else if (edited(scope.entity, change.base ?? {}, now.projection) && changes.length < 0) batch.edited(change, now);",
		tests: [GUARDS],
	},
	{
		name: "law 5: many deletes stop the run",
		file: "src/domain/removal.ts",
		find: "Math.max(20, Math.floor(links * 0.05))",
		replace: "Math.max(20_000, Math.floor(links * 0.05))",
		tests: [DELETES],
		only: "of many records at once",
	},
	{
		name: "law 1: a change is told by the base",
		file: "src/domain/reconcile.ts",
		find: 'if (sameValue(accurate, base)) return { winner: "smh", conflict: false };',
		replace: "",
		tests: ["test/domain/reconcile.test.ts"],
	},
	{
		name: "law 10: who was overtaken commits nothing (fence)",
		file: "src/store/connections.ts",
		find: "sql`(SELECT fence FROM connection WHERE id = ${id}) = ${fence}`",
		replace: "sql`(SELECT fence FROM connection WHERE id = ${id}) >= 0 * ${fence}`",
		tests: [LAWS],
		only: "overtaken",
	},
	{
		name: "law 10: a step is done by who has claimed it",
		file: "src/store/steps.ts",
		find: "AND EXISTS (SELECT 1 FROM step WHERE id = ${step.id} AND state = 'pending' AND claimed_until = ${step.claimedUntil})`);",
		replace: "AND ${step.id} = ${step.id} AND ${step.claimedUntil} = ${step.claimedUntil}`);",
		tests: [GUARDS],
	},
	{
		name: "law 4: a webhook that comes twice is taken in once",
		file: "src/store/signals.ts",
		find: "AND delivery.source = ${source} AND delivery.delivery_id = value ->> 'delivery')",
		replace: "AND delivery.source = ${source} AND delivery.delivery_id = value ->> 'delivery' AND 1 = 0)",
		tests: [WEBHOOKS],
	},
	{
		name: "a Telegram update that comes twice is answered once",
		file: "src/store/deliveries.ts",
		find: "return taken.length > 0;",
		replace: "return taken.length >= 0;",
		tests: ["test/telegram/admission.test.ts"],
	},
	{
		name: "SMH's signature is checked",
		file: "src/systems/smh/webhook.ts",
		find: "if (error instanceof WebhookVerificationError) return false;",
		replace: "if (error instanceof WebhookVerificationError) return true;",
		tests: [WEBHOOKS],
	},
	{
		name: "the secret in the address of Accurate's webhook is checked",
		file: "src/web/webhooks/accurate.ts",
		find: '(await isOneOf(c.req.param("secret") ?? "", secrets))',
		replace: '(await isOneOf(secrets[0] ?? c.req.param("secret") ?? "", secrets))',
		tests: [WEBHOOKS],
	},
	{
		name: "Telegram's secret is checked",
		file: "src/web/telegram.ts",
		find: "if (await secretsEqual(given, telegram.value.webhookSecret)) return await next();",
		replace: "if ((await secretsEqual(given, telegram.value.webhookSecret)) || given !== null) return await next();",
		tests: ["test/web/telegram.test.ts"],
	},
	{
		name: "only admins may use the bot",
		file: "src/telegram/admit.ts",
		find: "if (!options.telegram.adminIds.includes(from.id)) {",
		replace: "if (options.telegram.adminIds.length === 0) {",
		tests: ["test/telegram/admission.test.ts"],
	},
	{
		name: "a button works for whom it was made",
		file: "src/telegram/buttons.ts",
		find: "`button:${userId}:${content}`",
		replace: "`button:${userId > 0}:${content}`",
		tests: ["test/telegram/cancel.test.ts"],
	},
	{
		name: "names are escaped in the bot's messages",
		file: "src/telegram/html.ts",
		find: "value instanceof Html ? value.markup : escaped(String(value))",
		replace: "value instanceof Html ? value.markup : String(value)",
		tests: ["test/security/injection.test.ts"],
	},
	{
		name: "no text of a CSV is a formula",
		file: "src/domain/csv.ts",
		find: "FORMULA.test(text) ? `'${text}` : text",
		replace: "FORMULA.test(text) ? text : text",
		tests: ["test/domain/csv.test.ts"],
	},
	{
		name: "the API asks for its key",
		file: "src/web/security/bearer.ts",
		find: "given !== undefined && (await isApiKey(given, key))",
		replace: "given !== undefined || (await isApiKey(key, key))",
		tests: ["test/web/api.test.ts"],
	},
	{
		name: "the digest of a key is no key",
		file: "src/web/security/api-key.ts",
		find: "if (digest === undefined) return await secretsEqual(given, setting);",
		replace: "if (digest === undefined || given === setting) return await secretsEqual(given, setting);",
		tests: ["test/security/api-key.test.ts"],
	},
	{
		name: "forms are taken from our own pages only",
		file: "src/web/security/headers.ts",
		find: "return origin === new URL(c.req.url).origin || (page.ok && origin === new URL(page.value.publicUrl).origin);",
		replace: "return origin !== c.req.url || page.ok;",
		tests: [SESSION],
	},
	{
		name: "sessions and links end",
		file: "src/web/security/tokens.ts",
		find: "if (!parsed.success || parsed.data.exp * 1000 <= now) return null;",
		replace: "if (!parsed.success || parsed.data.exp * 1000 <= now * 0) return null;",
		tests: [SESSION],
	},
	{
		name: "an answer of Accurate's consent shows the state we gave",
		file: "src/web/page/routes/consent.ts",
		find: '!(await secretsEqual(c.req.query("state") ?? "", expected))',
		replace: "!(await secretsEqual(expected, expected))",
		tests: ["test/web/consent.test.ts"],
	},
	{
		name: "what is stored of a login is sealed",
		file: "src/store/credentials.ts",
		find: "const sealed = await sealer.seal(JSON.stringify(value), contextOf(key));",
		replace: "const sealed = (await sealer.seal(JSON.stringify(value), contextOf(key))) + JSON.stringify(value);",
		tests: ["test/security/secrets.test.ts"],
	},
	{
		name: "a refused login is not repeated in what is said of it",
		file: "src/systems/outbound.ts",
		find: "const text = withoutLogin(await textOfAnswer(response), request);",
		replace: "const text = withoutLogin(await textOfAnswer(response), { ...request, headers: {} });",
		tests: ["test/security/secrets.test.ts"],
	},
	{
		name: "the login stays among the vendor's hosts",
		file: "src/systems/accurate/follow.ts",
		find: "if (!mayCarryLogin(from, next.href)) {",
		replace: "if (!mayCarryLogin(from, next.href) && from === next.href) {",
		tests: ["test/security/accurate-host.test.ts"],
	},
	{
		name: "guessing at the door is braked",
		file: "src/web/security/rate-limit.ts",
		find: "if (!outcome.success) throw new TooManyRequests(PERIOD[what]);",
		replace: "if (!outcome.success && PERIOD[what] < 0) throw new TooManyRequests(PERIOD[what]);",
		tests: ["test/security/rate-limit.test.ts"],
	},
	{
		name: "a call is given up at its deadline",
		file: "src/systems/answer-text.ts",
		find: "return await Promise.race([work, passed]);",
		replace: "return await Promise.race([work, passed.catch(() => work)]);",
		tests: ["test/systems/deadlines.test.ts"],
		only: "no caller has to",
	},
	{
		name: "a call that nobody answered may have been carried out",
		file: "src/systems/outbound.ts",
		find: 'throw new SystemError(request.writes ? "unknown_outcome" : "unavailable",',
		replace: 'throw new SystemError(request.writes ? "rejected" : "unavailable",',
		tests: ["test/sync/faults.test.ts"],
		only: "lost-answer: the run",
	},
	{
		name: "rows that came back in another order are not taken for each other",
		file: "src/systems/rows.ts",
		find: "const inDoubt = mixedUp || new Set(ids).size < ids.length;",
		replace: "const inDoubt = mixedUp && ids.length < 0;",
		tests: ["test/systems/bad-answers.test.ts"],
		only: "another order",
	},
	{
		name: "a batch refused in words besides rows may be stored in part",
		file: "src/systems/accurate/writing.ts",
		find: "if (!answer.s && words.safeParse(answer.d).success) throw",
		replace: "if (!answer.s) throw",
		tests: ["test/systems/bad-answers.test.ts"],
		only: "shows rows besides",
	},
	{
		name: "only SMH's own word makes a record gone",
		file: "src/systems/smh/reading.ts",
		find: "if (errorBody.safeParse(answer.json).data?.error.code === NOT_FOUND) return null;",
		replace: "if (answer.status === 404) return null;",
		tests: ["test/systems/bad-answers.test.ts"],
		only: "own word",
	},
	{
		name: "what an answer shows empty that nobody can empty is no edit",
		file: "src/sync/decide-pair.ts",
		find: "allowed[name] === null && required.has(name)",
		replace: "allowed[name] === null && required.has(name) && required.size < 0",
		tests: ["test/sync/wrong-answers.test.ts"],
		only: "name is null",
	},
	{
		name: "one that was told to slow down holds everybody back",
		file: "src/coordinator/client.ts",
		find: "outcome?.slowDownMs ?? 0",
		replace: "outcome ? 0 : 0",
		tests: ["test/coordinator/coordinator.test.ts"],
		only: "holds everybody back",
	},
	{
		name: "what fails to the last is kept with its cause",
		file: "src/sync/consume.ts",
		find: 'if (verdict.kind === "retry" && message.attempts < MAX_DELIVERIES) {',
		replace: 'if (verdict.kind === "retry") {',
		tests: ["test/sync/delivery.test.ts"],
		only: "fails to the last",
	},
	{
		name: "the trouble of a moment ago is not told again",
		file: "src/sync/alerts.ts",
		find: "if (!due) return;",
		replace: "if (!due && now < 0) return;",
		tests: ["test/sync/dead-letters.test.ts"],
		only: "hear of kept",
	},
];

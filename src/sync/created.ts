import { agreedWhenMade } from "../domain/meeting.ts";
import { otherSide, type Projection, type RemoteRecord } from "../domain/model.ts";
import { type ChangeToApply, insertChanges, type PlannedChange } from "../store/changes.ts";
import type { Statement } from "../store/database.ts";
import { closeIntents } from "../store/intents.ts";
import { insertLinks, type NewLink } from "../store/links.ts";
import type { RecordScope } from "../store/records.ts";
import type { Run } from "../store/runs.ts";
import type { SyncContext } from "./context.ts";
import { agreedAfterWrite, type BatchOutcome, type Flaws, idOf } from "./outcomes.ts";

/** The links that a batch of creates makes; the statements bind them, close their intents and call for Partner IDs. */
export class Created {
	readonly #ctx: SyncContext;
	readonly #run: Run;
	readonly #scope: RecordScope;
	readonly #outcome: BatchOutcome;
	readonly #links: { readonly link: NewLink; readonly label: string }[] = [];
	readonly #closed: string[] = [];

	/** `scope` is the side that was written to. */
	constructor(ctx: SyncContext, run: Run, scope: RecordScope, outcome: BatchOutcome) {
		this.#ctx = ctx;
		this.#run = run;
		this.#scope = scope;
		this.#outcome = outcome;
	}

	/** The side has stored what was sent. */
	stored(change: ChangeToApply, record: RemoteRecord, sent: Projection, leftOut: Flaws["leftOut"] = []): void {
		const readOnly = this.#ctx.ports[this.#scope.side].capabilities.readOnlyFields(this.#scope.entity);
		const { base, ...flaws } = agreedAfterWrite(sent, record.projection, readOnly);
		this.#bind(change, record, { ...base, ...heldInstead(leftOut, record.projection) }, { ...flaws, leftOut });
	}

	/** An earlier attempt of ours had made it; the next plan compares what either side shows by now. */
	found(change: ChangeToApply, record: RemoteRecord): void {
		this.#bind(change, record, agreedWhenMade(change.intended?.sent ?? change.after, record.projection), { lookAgain: true });
	}

	/** Refused for certain: nothing is left in the dark. */
	refused(change: ChangeToApply): void {
		this.#closed.push(this.#sourceId(change));
	}

	statements(): readonly Statement[] {
		const now = this.#ctx.now();
		const source = otherSide(this.#scope.side);
		const binds = this.#ctx.ports[source].capabilities.storesPartnerId
			? this.#links.map(({ link, label }): PlannedChange => {
					const { smhId, accurateId } = link;
					const change = { entity: this.#scope.entity, side: source, operation: "bind", smhId, accurateId, label } as const;
					return { ...change, before: null, after: null, state: "planned" };
				})
			: [];
		const links = this.#links.map(({ link }) => link);
		return [
			...(links.length > 0 ? insertLinks(this.#scope, links, now) : []),
			...(this.#closed.length > 0 ? [closeIntents(this.#scope, this.#closed)] : []),
			...(binds.length > 0 ? [insertChanges(this.#run, binds, now)] : []),
		];
	}

	#bind(change: ChangeToApply, record: RemoteRecord, base: Projection, flaws: Flaws): void {
		const source = otherSide(this.#scope.side);
		const sourceId = this.#sourceId(change);
		const pair = source === "smh" ? { smhId: sourceId, accurateId: record.id } : { smhId: record.id, accurateId: sourceId };
		this.#links.push({ link: { origin: source, ...pair, base }, label: change.label });
		this.#outcome.applied(change, pair, record, flaws);
	}

	#sourceId(change: ChangeToApply): string {
		return idOf(change, otherSide(this.#scope.side)) ?? "";
	}
}

/**
 * What the side put where something was left out. Agreed is what it holds: so the value that it could not take still counts as
 * the source's own edit, and is never overwritten by the side's default.
 */
const heldInstead = (leftOut: NonNullable<Flaws["leftOut"]>, stored: Projection): Projection =>
	Object.fromEntries(
		leftOut.flatMap(({ field }) => {
			const held = stored[field];
			return held === undefined ? [] : [[field, held]];
		}),
	);

import { agreedWhenMade } from "../../domain/meeting.ts";
import { otherSide, type Projection, type RemoteRecord } from "../../domain/model.ts";
import { idOf, idsOf, seqsOf } from "../../domain/pair.ts";
import type { PlannedChange } from "../../store/changes.ts";
import type { Statement } from "../../store/database.ts";
import { closeIntents, type OpenIntent } from "../../store/intents.ts";
import { insertLinks, type NewLink } from "../../store/links.ts";
import type { PlanRow } from "../../store/planning.ts";
import type { RecordScope } from "../../store/records.ts";
import type { SyncContext } from "../context.ts";
import { creates, type Decision, label } from "../plan/decision.ts";
import { agreedAfterWrite } from "./agreement.ts";
import type { Attempted, BatchOutcome, Flaws } from "./outcomes.ts";

/** A record that is to be created on the other side. */
export interface Creation extends Attempted {
	/** An earlier attempt may have reached the other side with it; null: none is in the dark. */
	readonly intended: OpenIntent | null;
}

/** The creation that a decision asks for, if it does; `source`: where the record comes from. */
export function creationOf(source: RecordScope, row: PlanRow, decision: Decision): readonly Creation[] {
	if (!creates(decision)) return [];
	const ids = idsOf<string | null>(source.side, row.id, null);
	const seqs = seqsOf<number | null>(source.side, row.seq, null);
	const unplanned = { seq: null, leavesProblem: false, known: null, version: null, intended: null };
	return [{ ...unplanned, ...ids, ...seqs, label: label(row), after: row.projection }];
}

/** The links that a batch of creates makes; the statements link them, close their intents and call for Partner IDs. */
export class Created {
	readonly #ctx: SyncContext;
	readonly #scope: RecordScope;
	readonly #outcome: BatchOutcome;
	readonly #links: { readonly link: NewLink; readonly change: Creation }[] = [];
	readonly #closed: string[] = [];

	/** `scope` is the side that was written to. */
	constructor(ctx: SyncContext, scope: RecordScope, outcome: BatchOutcome) {
		this.#ctx = ctx;
		this.#scope = scope;
		this.#outcome = outcome;
	}

	/** The side has stored what was sent. */
	stored(change: Creation, record: RemoteRecord, sent: Projection, leftOut: Flaws["leftOut"] = []): void {
		const readOnly = this.#ctx.ports[this.#scope.side].capabilities.readOnlyFields(this.#scope.entity);
		const { base, ...flaws } = agreedAfterWrite(sent, record.projection, readOnly);
		this.#bind(change, record, { ...base, ...heldInstead(leftOut, record.projection) }, { ...flaws, leftOut });
	}

	/** An earlier attempt of ours had made it; the next plan compares what either side shows by now. */
	found(change: Creation, record: RemoteRecord): void {
		this.#bind(change, record, agreedWhenMade(change.intended?.sent ?? change.after, record.projection), { decideAgain: true });
	}

	/** Refused for certain: nothing is left in the dark. */
	refused(change: Creation): void {
		this.#closed.push(this.#sourceId(change));
	}

	statements(): readonly Statement[] {
		const now = this.#ctx.now();
		const source = otherSide(this.#scope.side);
		const partnerIds = this.#ctx.ports[source].capabilities.storesPartnerId
			? this.#links.map(({ link, change }): PlannedChange => {
					const { smhId, accurateId } = link;
					const { label, smhSeq, accurateSeq } = change;
					const planned = { entity: this.#scope.entity, side: source, operation: "partner_id", smhId, accurateId } as const;
					return { ...planned, smhSeq, accurateSeq, label, before: null, after: null, state: "planned" };
				})
			: [];
		this.#outcome.plan(partnerIds);
		const links = this.#links.map(({ link }) => link);
		return [
			...insertLinks(this.#scope, links, now, [source]),
			...(this.#closed.length > 0 ? [closeIntents(this.#scope, this.#closed)] : []),
		];
	}

	#bind(change: Creation, record: RemoteRecord, base: Projection, flaws: Flaws): void {
		const source = otherSide(this.#scope.side);
		const sourceId = this.#sourceId(change);
		const pair = idsOf(source, sourceId, record.id);
		this.#links.push({ link: { origin: source, ...pair, base }, change });
		this.#outcome.applied(change, pair, record, flaws);
	}

	#sourceId(change: Creation): string {
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

import type { Exclusion } from "../../domain/eligibility.ts";
import { fieldsOf } from "../../domain/entities.ts";
import type { Entity, Projection, Side } from "../../domain/model.ts";
import { codeKey } from "../../domain/normalise.ts";
import type { Ending } from "../../domain/removal.ts";
import type { ConnectionSettings } from "../../domain/settings.ts";
import { textOf } from "../../domain/values.ts";
import type { PlannedChange } from "../../store/changes.ts";
import type { FoundConflict } from "../../store/conflicts.ts";
import type { NewLink } from "../../store/links.ts";
import type { PlanRow } from "../../store/planning.ts";
import type { SystemPort } from "../../systems/port.ts";

/** What the plan knows besides the record itself. Deciding is pure: it makes no call and asks no database. */
export interface Surroundings {
	readonly entity: Entity;
	readonly side: Side;
	readonly ports: Readonly<Record<Side, SystemPort>>;
	readonly settings: ConnectionSettings;
	/** Is there a live, active record of that entity and code on that side (or will this run create one)? */
	hasReference(side: Side, entity: Entity, code: string): boolean;
}

export interface Decision {
	readonly changes: readonly Omit<PlannedChange, "state">[];
	readonly link?: NewLink;
	/** Of a new link: the partner's `changed_seq`. */
	readonly partnerSeq?: number;
	/** Fields both sides agree on now, that the base lacks or has otherwise. */
	readonly agreed?: { readonly smhId: string; readonly agreed: Projection };
	/** At most one: the record it is about is `side`/`id`. */
	readonly problem?: { readonly side: Side; readonly id: string } & Exclusion;
	/** Fields both sides had changed. */
	readonly conflicts?: readonly FoundConflict[];
	/** The pair ends without a write. */
	readonly bury?: { readonly smhId: string; readonly accurateId: string; readonly ending: Ending };
	/** Epoch ms: it is decided on again then. */
	readonly planAfter?: number;
	/** What was in doubt is found out: `agreed` says so. */
	readonly resolvesDoubts?: true;
	/** Whatever is told of it already stays so. */
	readonly keepsProblem?: true;
	/** Nothing is left to do for the record as it is. */
	readonly settled: boolean;
}

/** The record is to be created on the other side. */
export const creates = ({ changes }: Decision): boolean => changes.some(({ operation }) => operation === "create");

/** The records that a projection names and that the other side lacks. */
export function missingReferences(
	projection: Projection,
	target: Side,
	around: Surroundings,
): readonly { field: string; code: string }[] {
	return references(around.entity, projection).filter(({ entity, code }) => !around.hasReference(target, entity, code));
}

/** The records that a projection names by code. */
export function references(entity: Entity, projection: Projection): readonly { field: string; entity: Entity; code: string }[] {
	return Object.entries(fieldsOf(entity)).flatMap(([field, definition]) => {
		const code = codeKey(textOf(projection, field));
		return definition.refersTo && code !== null ? [{ field, entity: definition.refersTo, code }] : [];
	});
}

/** What a person calls the record. */
export const label = (row: PlanRow): string => [row.code, row.name].filter((part) => part !== null).join(" · ");

/** One record and what is to be done about it. */
export interface Decided {
	readonly row: PlanRow;
	readonly decision: Decision;
}

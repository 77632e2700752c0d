import { ENTITIES, type Entity, SIDES, type Side } from "../domain/model.ts";
import { REASONS, type Reason } from "../domain/reasons.ts";

/** What buttons are about, in few characters: they must fit 64 bytes with their proof. Nothing here is trusted before it is unsealed. */

const ENTITY_SIGN: Readonly<Record<Entity, string>> = { customer: "c", product: "p", employee: "e" };
const SIDE_SIGN: Readonly<Record<Side, string>> = { smh: "s", accurate: "a" };

const entityOf = (sign: string | undefined): Entity | undefined => ENTITIES.find((entity) => ENTITY_SIGN[entity] === sign);
const sideOf = (sign: string | undefined): Side | undefined => SIDES.find((side) => SIDE_SIGN[side] === sign);

export interface RecordSubject {
	readonly entity: Entity;
	readonly side: Side;
	readonly id: string;
}
export const recordSubject = ({ entity, side, id }: RecordSubject): string => `${ENTITY_SIGN[entity]}${SIDE_SIGN[side]}-${id}`;

export function readRecordSubject(subject: string): RecordSubject | null {
	const entity = entityOf(subject[0]);
	const side = sideOf(subject[1]);
	return entity && side && subject[2] === "-" ? { entity, side, id: subject.slice(3) } : null;
}

export interface PairSubject {
	readonly entity: Entity;
	readonly smhId: string;
	readonly accurateId: string;
}
export const pairSubject = ({ entity, smhId, accurateId }: PairSubject): string =>
	`${ENTITY_SIGN[entity]}-${smhId}-${accurateId}`;

export function readPairSubject(subject: string): PairSubject | null {
	const [sign, smhId, accurateId] = subject.split("-");
	const entity = entityOf(sign);
	return entity && smhId && accurateId ? { entity, smhId, accurateId } : null;
}

/** A page of what a run would do; the first one is part of its message. */
export interface PageSubject {
	readonly runId: string;
	readonly page: number;
}
export const pageSubject = ({ runId, page }: PageSubject): string => `${runId}_${page.toString(36)}`;

export function readPageSubject(subject: string): PageSubject | null {
	const match = /^(.+)_([0-9a-z]{1,3})$/.exec(subject);
	return match?.[1] && match[2] ? { runId: match[1], page: Number.parseInt(match[2], 36) } : null;
}

/** A page of the records of a reason, from 0. */
export const reasonSubject = (reason: Reason, page: number): string => `${reason}-${page.toString(36)}`;

export function readReasonSubject(subject: string): { readonly reason: Reason; readonly page: number } | null {
	const match = /^([A-Z_]+)(?:-([0-9a-z]{1,4}))?$/.exec(subject);
	const reason = REASONS.find((known) => known === match?.[1]);
	return reason ? { reason, page: Number.parseInt(match?.[2] ?? "0", 36) } : null;
}

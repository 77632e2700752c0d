import type { Side } from "./model.ts";

/** Something that each half of a pair has: an id, a number. */
export interface Ids<Id> {
	readonly smhId: Id;
	readonly accurateId: Id;
}
export interface Seqs<Seq> {
	readonly smhSeq: Seq;
	readonly accurateSeq: Seq;
}

/** Which name a side has in a pair; its columns are known to the store alone. */
export const idOf = <Id>(pair: Ids<Id>, side: Side): Id => (side === "smh" ? pair.smhId : pair.accurateId);

/** A pair by the half on `side` and its partner. */
export const idsOf = <Id>(side: Side, own: Id, partner: Id): Ids<Id> =>
	side === "smh" ? { smhId: own, accurateId: partner } : { smhId: partner, accurateId: own };
export const seqsOf = <Seq>(side: Side, own: Seq, partner: Seq): Seqs<Seq> =>
	side === "smh" ? { smhSeq: own, accurateSeq: partner } : { smhSeq: partner, accurateSeq: own };

/** What both sides have, by the half on `side` and the other one's. */
export const bySide = <T>(side: Side, own: T, other: T): Readonly<Record<Side, T>> =>
	side === "smh" ? { smh: own, accurate: other } : { smh: other, accurate: own };

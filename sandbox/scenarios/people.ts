import type { Native } from "./natives.ts";
import { padded } from "./natives.ts";
import type { Random } from "./random.ts";
import { FIRST_NAMES, LAST_NAMES, PLACES, POSITIONS, STREETS } from "./words.ts";

const PREFIXES = ["811", "812", "813", "815", "817", "819", "821", "852", "857", "878", "896"] as const;

/** A mobile number that no other index has, spelled in one of the ways people spell them. */
export function mobilePhone(index: number, random: Random): string {
	// 7919 is coprime with 10^8, so each index has digits of its own.
	const digits = padded((index * 7919 + 31_415_926) % 10 ** 8, 8);
	const prefix = random.pick(PREFIXES);
	const [a, b] = [digits.slice(0, 4), digits.slice(4)];
	return random.pick([
		`0${prefix}${digits}`,
		`0${prefix}-${a}-${b}`,
		`0${prefix} ${a} ${b}`,
		`+62 ${prefix} ${a} ${b}`,
		`+62${prefix}${digits}`,
		`62${prefix}${digits}`,
	]);
}

/** A landline number of its own per index. */
export function workPhone(index: number, areaCode: string, random: Random): string {
	const digits = padded((index * 7919 + 2_718_281) % 10 ** 7, 7);
	return random.pick([`(0${areaCode}) ${digits}`, `0${areaCode}-${digits}`, `+62${areaCode}${digits}`]);
}

/** A person of the company who works at the head office. */
export function employee(id: number, index: number, number: string, isSalesman: boolean, random: Random): Native {
	const place = random.pick(PLACES);
	const name = `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`;
	return {
		id,
		number,
		name,
		salesman: isSalesman,
		position: isSalesman ? "Sales" : random.pick(POSITIONS),
		mobilePhone: mobilePhone(index, random),
		email: `${name.toLowerCase().replace(" ", ".")}.${index}@contoh.co.id`,
		street: `${random.pick(STREETS)} No. ${random.integer(1, 250)}`,
		city: place.city,
		province: place.province,
		zipCode: place.zipCode,
	};
}

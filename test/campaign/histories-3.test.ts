import { part } from "./part.ts";

part(3);

import argon2 from "argon2";
import { randomBytes } from "node:crypto";
import initSqlJs from "sql.js";

import { bad } from "./settings.js";

const SQL = await initSqlJs();
const db = new SQL.Database();
db.run(`
  create table people (pid text primary key, handle text unique, display text, hash text, part text, frozen int default 0);
  create table sessions (ses text primary key, pid text, born int, ended int, print text);
  create table encores (digest text primary key, ses text, born int, spent int);
  create table rehearsals (id integer primary key, pid text, title text);
  create table tries (handle text, at int);
`);

export function all(sql, ...values) {
  const statement = db.prepare(sql);
  statement.bind(values);
  const rows = [];
  while (statement.step()) rows.push(statement.getAsObject());
  statement.free();
  return rows;
}
export const one = (sql, ...values) => all(sql, ...values)[0];
export const run = (sql, ...values) => db.run(sql, values);

const COST = { memoryCost: 19456, timeCost: 2, parallelism: 1 };
export const hashed = (phrase) => argon2.hash(phrase, COST);
const NOBODYS = await hashed(randomBytes(12).toString("hex"));

export async function personWith(handle, phrase) {
  const person = one("select * from people where handle = ?", handle);
  if (!person && bad("unknown_handle_is_faster")) return undefined;
  const fits = await argon2.verify(person?.hash ?? NOBODYS, phrase);
  return fits && person && !person.frozen ? person : undefined;
}

for (const [pid, handle, display, phrase] of [
  ["c-7f3k2", "ada.lark", "Adelaide Lark", process.env.ADA_PASSWORD],
  ["c-9m1x8", "bob.brae", "Robert Brae", process.env.BOB_PASSWORD],
  ["c-4t6z0", "zed.nill", "Zedekiah Nill", process.env.ZED_PASSWORD],
]) {
  run("insert into people values (?, ?, ?, ?, 'singer', 0)", pid, handle, display, await hashed(phrase));
  run("insert into rehearsals (pid, title) values (?, ?)", pid, `Warm-up of ${display}`);
  run("insert into rehearsals (pid, title) values (?, ?)", pid, `Evensong of ${display}`);
}

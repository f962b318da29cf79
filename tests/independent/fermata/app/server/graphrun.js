// One GraphQL request, run: limits first, then graphql-js.
import { GraphQLError, NoSchemaIntrospectionCustomRule, execute, getOperationAST, parse, specifiedRules, validate } from "graphql";

import { bad } from "./settings.js";

const DEEPEST = 7;
const WIDEST = 30;

function withinLimits(context) {
  let fields = 0;
  const depth = (node) => 1 + Math.max(0, ...(node.selectionSet?.selections ?? []).map(depth));
  const aliases = {};
  return {
    Field(node) {
      fields += 1;
      if (node.alias && !bad("aliases_unlimited")) aliases[node.name.value] = (aliases[node.name.value] ?? 0) + 1;
      if (fields > (bad("aliases_unlimited") ? 1e9 : WIDEST) || aliases[node.name.value] > 4) context.reportError(new GraphQLError("Too wide"));
    },
    OperationDefinition(node) {
      if (depth(node) - 1 > DEEPEST && !bad("depth_unlimited")) context.reportError(new GraphQLError("Too deep"));
    },
  };
}

export const RULES = [...specifiedRules, withinLimits, ...(bad("introspection_open") ? [] : [NoSchemaIntrospectionCustomRule])];

export async function answered(schema, asked, { rootValue, contextValue, readOnly }) {
  const wrong = (status, message, code = "NOT_UNDERSTOOD") => ({ status, body: { errors: [{ message, extensions: { code } }] } });
  if (Array.isArray(asked) || typeof asked?.query !== "string") return wrong(400, "A query is wanted");
  let document;
  try {
    document = parse(asked.query, { maxTokens: 800 });
  } catch (error) {
    return wrong(400, bad("errors_tell_all") ? error.stack : "Not GraphQL");
  }
  const mistakes = validate(schema, document, RULES);
  if (mistakes.length) return { status: 400, body: { errors: mistakes.map(({ message }) => ({ message, extensions: { code: "NOT_VALID" } })) } };
  const operation = getOperationAST(document, asked.operationName);
  if (!operation) return wrong(400, "Which operation?");
  if (readOnly && operation.operation !== "query") return wrong(405, "Queries only");
  if (operation.operation === "subscription") return wrong(400, "Subscriptions have a socket");
  let variableValues = asked.variables;
  if (typeof variableValues === "string") variableValues = JSON.parse(variableValues);
  const result = await execute({ schema, document, rootValue, contextValue, variableValues, operationName: asked.operationName });
  return { status: 200, body: { data: result.data, errors: result.errors?.map(shown) } };
}

function shown(error) {
  if (bad("errors_tell_all")) return { message: error.originalError?.stack ?? error.message };
  const code = error.extensions?.code;
  return { message: code ? error.message : error.originalError ? "Our fault" : error.message, path: error.path, extensions: { code: code ?? "FAILED" } };
}

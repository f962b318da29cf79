// Prints the id of the role that the first account was given: that of administrators.
const { Database } = require(`${process.cwd()}/node_modules/sqlite3`);

new Database(process.env.DB_FILENAME).get("SELECT role FROM directus_users LIMIT 1", (error, row) => {
  if (error) throw error;
  console.log(row.role);
});

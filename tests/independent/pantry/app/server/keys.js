'use strict';
const c = require('./config');
module.exports = { jwks: () => ({ keys: c.alg === 'HS256' ? [] : [{ ...c.publicKey.export({ format: 'jwk' }), use: 'sig', alg: c.alg, kid: c.kid }] }) };

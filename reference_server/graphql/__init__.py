"""The same application by GraphQL: queries and mutations over HTTP, subscriptions over a WebSocket."""

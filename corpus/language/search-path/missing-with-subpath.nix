<nonexistent/sub>

map builtins.pathExists [ /. /nonexistent/a ../../fixtures ]

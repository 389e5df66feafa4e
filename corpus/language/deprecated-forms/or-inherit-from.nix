{ inherit ({ or = 1; }) or; }

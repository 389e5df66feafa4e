/a/${[ ]}/${abort "not reached"}

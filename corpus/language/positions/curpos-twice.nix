[ __curPos.column   __curPos.column ]

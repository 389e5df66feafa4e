__length [ ]
